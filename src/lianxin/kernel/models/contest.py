"""Contest: works, judges, sheets, honours. No column places a person: works are compared, nobody is."""

from django.db import models


class Contest(models.Model):
    """One contest. `reviewed_at` locks every sheet; `until` is the last day of the notice; `settled` the order that a
    jury or the lot gave to equal works; `result` is frozen when it is published. A contest with rounds has a row for
    each: `before` is the round whose works went on; units enter until the last day `enter_until`; `drawn` is the order
    that lots gave: seed, works, when, by whom, and what was drawn before where it had to be drawn again."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    opened_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    until = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    settled = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    approval = models.JSONField(default=dict)
    yearly = models.BooleanField(default=False)
    round = models.CharField(max_length=40, blank=True)
    before = models.OneToOneField("self", models.RESTRICT, null=True, related_name="after")
    enter_until = models.DateField(null=True)
    drawn = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["town", "-id"], name="contest_town")]

    def __str__(self) -> str:
        return self.title


class Work(models.Model):
    """What is entered: a work, a unit or a site (`unit`: who entered it, or what it is). The author's name is sealed
    and shown only with his consent. `official` is what a superior's contest made of it; `struck` says why it does not
    take part any more (`why`, `at`)."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="works")
    number = models.IntegerField()
    title = models.CharField(max_length=120)
    group = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, null=True, related_name="+", db_index=False)
    activity = models.ForeignKey("kernel.Activity", models.RESTRICT, null=True, related_name="+", db_index=False)
    author_sealed = models.BinaryField(null=True)
    consent = models.BooleanField(default=False)
    official = models.JSONField(default=dict)
    struck = models.JSONField(default=dict)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "number"], name="work_number")]

    def __str__(self) -> str:
        return self.title


class Judge(models.Model):
    """Somebody who judges. `excused` says why he gave no sheets (left early); his sheets are then not counted."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="judges")
    person = models.ForeignKey("kernel.Person", models.RESTRICT, related_name="+")
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    excused = models.CharField(max_length=200, blank=True)
    recused = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "person"], name="judge_once")]


class Sheet(models.Model):
    """One judge's marks for one work, as written (texts, so that nothing is lost in a float)."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="sheets")
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="sheets")
    marks = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "judge"], name="sheet_once")]


class Honour(models.Model):
    """An honour of a unit or a person: `year`, title, issuer, day and document. `state`: named, noticed,
    given; or withdrawn before it was given. `meeting` and `line` are the vote that named, where there was one."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    grade = models.CharField(max_length=40, blank=True)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="honours")
    work = models.ForeignKey(Work, models.RESTRICT, null=True, related_name="honours", db_index=False)
    year = models.IntegerField()
    issuer = models.CharField(max_length=80)
    day = models.DateField(null=True)
    document = models.CharField(max_length=80, blank=True)
    serial = models.CharField(max_length=60, null=True, unique=True)
    state = models.CharField(max_length=12)
    until = models.DateField(null=True)
    consent_at = models.DateTimeField(null=True)
    consent_text = models.CharField(max_length=200, blank=True)
    meeting = models.ForeignKey("kernel.Activity", models.RESTRICT, null=True, related_name="+", db_index=False)
    line = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["town", "kind", "year"], name="honour_town"),
            models.Index(fields=["meeting"], name="honour_meeting", condition=models.Q(meeting__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title
