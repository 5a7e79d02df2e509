"""How files of answered texts begin, in tests of `lianxin intake`."""

HEAD = "text,label,group\n"
