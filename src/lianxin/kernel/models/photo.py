"""Photos of places and things, by content hash; the files lie in the photo store."""

from django.db import models


class Photo(models.Model):
    """`shown` says whether a person let the public see it. Position and camera data were stripped before storing."""

    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, related_name="photos", db_index=False)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=[("told", "told"), ("done", "done")])
    width = models.IntegerField()
    height = models.IntegerField()
    shown = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "digest"], name="photo_once")]
        indexes = [models.Index(fields=["digest"], name="photo_digest")]
