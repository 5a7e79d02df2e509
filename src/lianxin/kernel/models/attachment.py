"""Files put to an activity by whoever organises it; they lie in the photo store, by content hash, cleaned."""

from django.db import models


class Attachment(models.Model):
    """A photo, a PDF or a Word document. `line`: the agenda line it belongs to; `field`: the material of its kind that
    it is. Never public: it is read within the scope of the activity."""

    activity = models.ForeignKey("kernel.Activity", models.RESTRICT, related_name="attachments", db_index=False)
    kind = models.CharField(max_length=8, choices=[("photo", "photo"), ("pdf", "pdf"), ("docx", "docx")])
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=80)
    line = models.IntegerField(null=True)
    field = models.CharField(max_length=40, blank=True)
    size = models.IntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "digest"], name="attachment_once")]
        indexes = [models.Index(fields=["digest"], name="attachment_digest")]

    def __str__(self) -> str:
        return self.title
