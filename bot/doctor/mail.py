"""The mail server: whether it can be reached, lets us in, and whom letters do not reach."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.delivery.mail import Mail
from bot.delivery.mail_meaning import Stage, Stop
from bot.delivery.smtp import CERTIFICATE, greet
from bot.doctor.findings import Finding, Sign
from bot.texts import N_, Texts
from storage.mail_chats import EMAIL
from storage.members import Address
from storage.outbox import IS_PENDING, deliveries

SECONDS = 10
"""How long each answer is waited for."""
_REMEDIES = {
    Stage.CONNECTION: N_("Check host and port in PLAUKTS_SMTP_URL, network and firewall."),
    Stage.ENCRYPTION: N_("Try `smtps://`; if the server has no encryption at all, `?tls=no` leaves it out."),
    Stage.LOGIN: N_("Check user and password in PLAUKTS_SMTP_URL; special signs in them are percent-encoded."),
}


_CERTIFICATE = N_(
    "PLAUKTS_SMTP_URL has to name the host as the certificate does; SSL_CERT_FILE names a private authority."
)


async def server(texts: Texts, mail: Mail | None) -> list[Finding]:
    """Greet it, and hand in nothing; nothing where no letters go."""
    if mail is None:
        return []
    name, host = texts.plain("Mail server"), mail.server.host
    try:
        await greet(mail.server, mail.sender.address, SECONDS)
    except Stop as stop:
        if stop.detail == CERTIFICATE:
            says = texts.plain("the certificate of {host} is not trusted, nothing was said to it", host=host)
            return [Finding(Sign.WRONG, name, says, texts.plain(_CERTIFICATE))]
        says = texts.plain("{host} takes no letters ({reason})", host=host, reason=stop.error)
        return [Finding(Sign.WRONG, name, says, texts.plain(_REMEDIES.get(stop.stage, _REMEDIES[Stage.CONNECTION])))]
    findings = [Finding(Sign.GOOD, name, texts.plain("{host} answers", host=host))]
    if mail.sender.reply_to is None:
        says = texts.plain("nobody reads answers to letters")
        findings.append(Finding(Sign.WARNING, name, says, texts.plain("Set PLAUKTS_MAIL_REPLY_TO.")))
    return findings


def letters(texts: Texts, session: Session, mail: Mail | None) -> list[Finding]:
    """Letters that wait for a server that is not set, and addresses at which none arrive."""
    name, findings = texts.plain("Letters"), []
    c = deliveries.c
    waiting = select(func.count()).select_from(deliveries).where(IS_PENDING, c.channel == EMAIL)
    if mail is None and (count := session.scalar(waiting)):
        says = texts.plain("waiting: {n}, but PLAUKTS_SMTP_URL is not set", n=count)
        findings.append(Finding(Sign.WRONG, name, says, texts.plain("Set it; letters go from then on.")))
    lost = select(func.count()).where(Address.channel == EMAIL, Address.unreachable_since.is_not(None))
    if mail is not None and (count := session.scalar(lost)):
        says = texts.plain("addresses at which they do not arrive: {n}", n=count)
        remedy = texts.plain("Their owners see it in the profile, under E-mail, and can correct it.")
        findings.append(Finding(Sign.WARNING, name, says, remedy))
    return findings
