// The page's own words. What bots and people write is never translated.

const WORDS = {
  lv: {
    go: "Pāriet", when: "Datums un laiks", clock: "Pulkstenis",
    ten: "+10 min", hour: "+1 h", day: "+1 diena", month: "Nākamais mēnesis",
    monthHint: "Pārcelt pulksteni uz nākamā mēneša pirmo darbdienu plkst. 9.00",
    past: "Pulksteni var pārcelt tikai uz priekšu.",
    faults: "Kļūmes", faultsHint: "Ieslēgt tīkla un Telegram kļūmes", clear: "Izslēgt visas",
    noFaults: "Neviena kļūme nav ieslēgta.", activeFaults: "Ieslēgts", struck: "notika",
    fault_cut_after: "Pārtraukt savienojumu pēc nosūtīšanas", fault_cut_before: "Pārtraukt savienojumu pirms nosūtīšanas",
    fault_502: "Atbildēt ar 502", fault_429: "Atbildēt ar 429 (uz 5 s)", fault_delay: "Aizkavēt par 3 s", once: "vienu reizi",
    language: "English", languageHint: "Switch the page to English",
    bot: "bots", typing: "raksta…", uploading: "sūta failu…", menu: "Izvēlne",
    block: "Bloķēt botu", unblock: "Atbloķēt", restart: "Sākt no jauna", blocked: "Bots ir bloķēts.",
    start: "Sākt", startCode: "Sākt ar ielūguma kodu", code: "Kods", whatCan: "Ko šis bots prot?", empty: "Šeit vēl nav ziņu.",
    write: "Ziņa", send: "Sūtīt", attach: "Pievienot", photo: "Foto…", document: "Dokuments…", voice: "Balss ziņa", contact: "Kontakts",
    commands: "Komandas", keyboard: "Rādīt vai paslēpt pogas", noCommands: "Bots komandas nav norādījis.",
    reply: "Atbildēt", edit: "Labot", remove: "Dzēst", forward: "Pārsūtīt botam", like: "Reaģēt ar 👍", cancel: "Atcelt",
    editing: "Ziņas labošana", replying: "Atbilde:", edited: "labota", forwarded: "Pārsūtīta ziņa:", hiddenName: "slēpts konts",
    download: "Lejupielādēt", playVoice: "Atskaņot", seconds: "s", files: "Pievienotie faili", pinned: "Piesprausta ziņa", caption: "Paraksts",
    ok: "Labi", writeAs: "Rakstīt kā", general: "Vispārīgi", group: "grupa", forum: "forums", members: ["dalībnieku", "dalībnieks", "dalībnieki"],
    closed: "Sadaļa ir slēgta.", newTopic: "Izveidot sadaļu", topicName: "Sadaļas nosaukums", deleteTopic: "Dzēst sadaļu", closeTopic: "Slēgt sadaļu", openTopic: "Atvērt sadaļu",
    migrate: "Pārveidot par supergrupu", promote: "Iecelt botu par administratoru",
    lost: "Savienojums zudis. Notiek mēģinājums to atjaunot…", today: "Šodien", messages: "Ziņas", unread: "jaunas ziņas", opens: "Atver adresi",
    sticker: "Uzlīme", photoWord: "Foto", videoWord: "Video", voiceWord: "Balss ziņa", locationWord: "Vieta", contactWord: "Kontakts",
    serviceTopic: "Izveidota sadaļa", serviceClosed: "Sadaļa slēgta", serviceOpened: "Sadaļa atvērta", serviceRenamed: "Sadaļas jaunais nosaukums:",
    serviceTitle: "Grupas jaunais nosaukums:", serviceJoined: "Grupai pievienojas:", serviceLeft: "Grupu atstāj:", servicePinned: "Piesprausta ziņa", serviceMigrated: "Grupa pārveidota par supergrupu", service: "Sistēmas ziņa",
    phone: "Tālrunis:", asFile: "Kā dokumentu",
  },
  en: {
    go: "Go", when: "Date and time", clock: "Clock",
    ten: "+10 min", hour: "+1 h", day: "+1 day", month: "Next month",
    monthHint: "Move the clock to 9:00 on the first working day of next month",
    past: "The clock moves forward only.",
    faults: "Faults", faultsHint: "Switch on faults of the network and of Telegram", clear: "Switch all off",
    noFaults: "No fault is switched on.", activeFaults: "Switched on", struck: "struck",
    fault_cut_after: "Cut the connection after sending", fault_cut_before: "Cut the connection before sending",
    fault_502: "Answer with 502", fault_429: "Answer with 429 (for 5 s)", fault_delay: "Delay by 3 s", once: "once",
    language: "Latviski", languageHint: "Rādīt lapu latviešu valodā",
    bot: "bot", typing: "is typing…", uploading: "is sending a file…", menu: "Menu",
    block: "Block the bot", unblock: "Unblock", restart: "Start again", blocked: "The bot is blocked.",
    start: "Start", startCode: "Start with an invite code", code: "Code", whatCan: "What can this bot do?", empty: "No messages here yet.",
    write: "Message", send: "Send", attach: "Attach", photo: "Photo…", document: "Document…", voice: "Voice message", contact: "Contact",
    commands: "Commands", keyboard: "Show or hide the buttons", noCommands: "The bot has set no commands.",
    reply: "Reply", edit: "Edit", remove: "Delete", forward: "Forward to the bot", like: "React with 👍", cancel: "Cancel",
    editing: "Editing a message", replying: "Reply to", edited: "edited", forwarded: "Forwarded:", hiddenName: "a hidden account",
    download: "Download", playVoice: "Play", seconds: "s", files: "Attached files", pinned: "Pinned message", caption: "Caption",
    ok: "OK", writeAs: "Write as", general: "General", group: "group", forum: "forum", members: ["members", "member", "members"],
    closed: "The topic is closed.", newTopic: "Create a topic", topicName: "Name of the topic", deleteTopic: "Delete the topic", closeTopic: "Close the topic", openTopic: "Reopen the topic",
    migrate: "Turn into a supergroup", promote: "Make the bot an administrator",
    lost: "The connection is lost. Trying again…", today: "Today", messages: "Messages", unread: "new messages", opens: "Opens the address",
    sticker: "Sticker", photoWord: "Photo", videoWord: "Video", voiceWord: "Voice message", locationWord: "Place", contactWord: "Contact",
    serviceTopic: "Topic created:", serviceClosed: "Topic closed", serviceOpened: "Topic reopened", serviceRenamed: "New name of the topic:",
    serviceTitle: "New name of the group:", serviceJoined: "Joined the group:", serviceLeft: "Left the group:", servicePinned: "Message pinned", serviceMigrated: "The group became a supergroup", service: "System message",
    phone: "Phone:", asFile: "As a document",
  },
};

export const ZONE = "Europe/Riga";

let language = localStorage.getItem("language") === "en" ? "en" : "lv";

export const t = (key) => WORDS[language][key] ?? key;
export const currentLanguage = () => language;

export function toggleLanguage() {
  language = language === "lv" ? "en" : "lv";
  localStorage.setItem("language", language);
}

/** A count with its noun; Latvian has a form of its own for 0, 10–20, 30 …. */
export function count(n, key) {
  const [zero, one, other] = t(key);
  if (language === "en") return `${n} ${n === 1 ? one : other}`;
  if (n % 10 === 1 && n % 100 !== 11) return `${n} ${one}`;
  return n % 10 === 0 || (n % 100 >= 11 && n % 100 <= 19) ? `${n} ${zero}` : `${n} ${other}`;
}

const locale = () => (language === "lv" ? "lv-LV" : "en-GB");
const format = (options) => new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...options });

export const timeOf = (unix) => format({ hour: "2-digit", minute: "2-digit" }).format(unix * 1000).replace(":", language === "lv" ? "." : ":");
export const dayKey = (unix) => new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" }).format(unix * 1000);

const MONTHS = ["janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā", "jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī"];
const NOMINATIVE = ["janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs", "jūlijs", "augusts", "septembris", "oktobris", "novembris", "decembris"];
const DAYS = ["svētdien", "pirmdien", "otrdien", "trešdien", "ceturtdien", "piektdien", "sestdien"];

/** Year, month (1–12), day, hour, minute, second in the page's zone. */
export function parts(ms) {
  const found = {};
  const form = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  for (const part of form.formatToParts(ms)) found[part.type] = Number(part.value);
  return found;
}

/** The moment (ms) at which clocks in the zone show this. */
export function moment(year, month, day, hour, minute) {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  let guess = wanted;
  for (let i = 0; i < 3; i += 1) {
    const p = parts(guess);
    guess += wanted - Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, 0);
  }
  return guess;
}

/** "pirmdien, 2026. gada 23. novembrī" */
export function dayText(ms) {
  if (language === "en") return format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(ms);
  const p = parts(ms);
  const name = DAYS[new Date(Date.UTC(p.year, p.month - 1, p.day)).getUTCDay()];
  return `${name}, ${p.year}. gada ${p.day}. ${MONTHS[p.month - 1]}`;
}

/** "23. novembris" */
export function dateText(ms) {
  if (language === "en") return format({ day: "numeric", month: "long" }).format(ms);
  const p = parts(ms);
  return `${p.day}. ${NOMINATIVE[p.month - 1]}`;
}
