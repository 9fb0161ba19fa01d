"""Tokens by which an enterprise's programs ask, and what such a request was answered. 接口令牌."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from storage.models.enterprises import Enterprise


class ApiToken(models.Model):
    """A token of one enterprise, good for its `domain.scope.Scope`s until it expires or is withdrawn.

    Only the SHA-256 of the token is kept; `hint` is how it begins, to tell it from others by. `asked` counts its requests
    since `asked_since`.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.TextField()
    sha256 = models.BinaryField(max_length=32, unique=True)
    hint = models.TextField()
    scopes = ArrayField(models.TextField())
    made_by = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    asked_since = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_api_token_a_name",
            )
        ]


class IdempotentAnswer(models.Model):
    """What a request with an Idempotency-Key was answered; `request_sha256` tells the same request from another."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.TextField()
    request_sha256 = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    content_type = models.TextField()
    location = models.TextField(default="")
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]
