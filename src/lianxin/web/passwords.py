"""What a password must be (GB/T 22239-2019, identity authentication: complexity)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS_NEEDED = 3


class ThreeKinds:
    """At least three of: lower case, upper case, digits, other signs (a Chinese character is one of these)."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError with what to add."""
        lower = any(character.isascii() and character.islower() for character in password)
        upper = any(character.isascii() and character.isupper() for character in password)
        digit = any(character.isdigit() for character in password)
        other = any(not (character.isascii() and character.isalnum()) for character in password)
        if lower + upper + digit + other < KINDS_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("密码要含小写字母、大写字母、数字、其他符号中的至少三种。")
