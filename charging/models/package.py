"""The digests of packages, worked out once by a worker: however much was sent, no page waits for it."""

from django.db import models

from charging.models.submission import Submission


class PackageDigest(models.Model):
    """The digest of one package of a submission, once it is worked out; `key` is that of what is in it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="package_digests")
    key = models.CharField(max_length=64, unique=True)
    sensitive = models.BooleanField(help_text="Whether the sensitive annex is in it")
    asked_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True, help_text="Empty until it is worked out")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(sha256=""), name="package_digests_to_work_out")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.sha256 or 'being worked out'}"
