"""The message of each delivery of a batch, what it tells of read from the database once for all."""

from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from domain.alert import Channel, Delivery
from jobs import case_links, links
from jobs.known import known_on
from jobs.mail_ids import signed_id
from notifier.advisory import advisory_message
from notifier.case import case_message
from notifier.digest import digest_message
from notifier.message import Message
from notifier.notice import notice_message
from notifier.render import render
from notifier.survey import survey_message
from notifier.words import Known
from storage import advisory_lines, alerts, case_messages, digests, notices, survey_lines
from storage.pictures import picture_png


class Messages:
    """Renders deliveries of one batch."""

    def __init__(self, batch: tuple[Delivery, ...]) -> None:
        self._today = timezone.localdate()
        self._known: dict[str, Known] = {}
        self._alerts = alerts.loaded_alerts({d.alert_id for d in batch if d.alert_id is not None})
        self._notices = notices.loaded_notices({d.notice_id for d in batch if d.notice_id is not None})
        self._cases = case_messages.loaded_messages(
            {d.case_message_id for d in batch if d.case_message_id is not None}
        )
        self._digests = digests.loaded_digests(
            {d.digest_id for d in batch if d.digest_id is not None}, today=self._today
        )
        self._advisories = advisory_lines.loaded_advisories(
            {(d.advisory_id, d.revision) for d in batch if d.advisory_id is not None}
        )
        self._surveys = survey_lines.loaded_surveys(
            {(d.survey_id, d.revision) for d in batch if d.survey_id is not None}
        )

    def of(self, delivery: Delivery) -> Message:
        """The message, in the contact's language. Mail has a signed Message-ID, by which a bounce is known."""
        message = self._rendered(delivery)
        if delivery.contact.channel is not Channel.EMAIL:
            return message
        return replace(message, message_id=signed_id(message.message_id, delivery.contact.address))

    def _rendered(self, delivery: Delivery) -> Message:
        language = delivery.contact.language
        if delivery.notice_id is not None:
            notice = self._notices[delivery.notice_id]
            return notice_message(notice, delivery.delivery_id, language, console_url=settings.BASE_URL)
        if delivery.case_message_id is not None:
            told = self._cases[delivery.case_message_id]
            return case_message(
                told,
                delivery.delivery_id,
                language,
                today=self._today,
                console_url=settings.BASE_URL,
                answer_url=case_links.address_of(told.call_id) if told.call_id is not None else "",
            )
        if delivery.advisory_id is not None:
            return advisory_message(
                self._advisories[delivery.advisory_id, delivery.revision],
                delivery.delivery_id,
                language,
                link=links.advisory_link(delivery.advisory_id, delivery.contact_id),
                console_url=settings.BASE_URL,
            )
        if delivery.survey_id is not None:
            return survey_message(
                self._surveys[delivery.survey_id, delivery.revision],
                delivery.delivery_id,
                language,
                link=links.survey_link(delivery.survey_id, delivery.contact_id),
                console_url=settings.BASE_URL,
            )
        if delivery.digest_id is not None:
            return digest_message(
                self._digests[delivery.digest_id],
                delivery.delivery_id,
                language,
                today=self._today,
                console_url=settings.BASE_URL,
                unsubscribe_url=links.way_out(0, delivery.contact_id),
            )
        assert delivery.alert_id is not None, (
            "a delivery is of an alert, a notice, a digest, a case, an advisory or a questionnaire"
        )
        alert = self._alerts[delivery.alert_id]
        return render(
            alert,
            delivery.delivery_id,
            language,
            today=self._today,
            console_url=settings.BASE_URL,
            buttons=links.buttons_of(
                delivery.alert_id, delivery.contact_id, language, alert.leading.observation.kind
            ),
            unsubscribe_url=links.way_out(delivery.alert_id, delivery.contact_id),
            reminder=delivery.reminder,
            both_signs=picture_png(alert.leading.picture) if alert.leading.picture else None,
            known=self._known_in(language),
        )

    def _known_in(self, language: str) -> Known:
        if language not in self._known:
            self._known[language] = known_on(self._today, language)
        return self._known[language]
