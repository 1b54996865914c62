// The page: phones side by side, kept live by server-sent events, and a clock that can be moved.

import { el } from "/bubbles.js";
import { Phone } from "/phone.js";
import { popup } from "/popup.js";
import { currentLanguage, dayText, moment, parts, t, toggleLanguage } from "/texts.js";

const $ = (id) => document.getElementById(id);
const phones = new Map();
let state = null;
let skew = 0; // the sandbox's time minus this computer's, in ms
let stands = null; // the time, in ms, of a clock that stands still

const page = {
  /** Answers that came before the press was told its number. */
  answered: new Set(),
  privateOf: (user) => [...phones.values()].find((p) => !p.isGroup && p.data.user.id === user),
  async act(what, phone) {
    const body = await call("/sandbox/act", what);
    if (body.ok) return body.result;
    phone.toast(body.description);
    return null;
  },
  place: (root) => $("phones").append(root),
  reload,
};

async function call(path, body) {
  try {
    const response = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return await response.json();
  } catch (error) {
    return { ok: false, description: String(error) };
  }
}

function setTime(now, frozen) {
  const ms = Date.parse(now);
  skew = ms - Date.now();
  if (frozen !== undefined) stands = frozen ? ms : null;
  else if (stands !== null) stands = ms;
  showTime();
}

const nowMs = () => stands ?? Date.now() + skew;

function showTime() {
  const p = parts(nowMs());
  const two = (n) => String(n).padStart(2, "0");
  const point = currentLanguage() === "lv" ? "." : ":";
  $("now").replaceChildren(el("strong", {}, `${two(p.hour)}${point}${two(p.minute)}`), el("span", {}, dayText(nowMs())));
}

async function move(body) {
  const answer = await call("/sandbox/clock", body);
  if (answer.ok) setTime(answer.now, answer.frozen);
  else [...phones.values()][0]?.toast(t("past"));
}

function nextMonth() {
  const p = parts(nowMs());
  const [year, month] = p.month === 12 ? [p.year + 1, 1] : [p.year, p.month + 1];
  const weekday = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const day = weekday === 6 ? 3 : weekday === 0 ? 2 : 1;
  return new Date(moment(year, month, day, 9, 0)).toISOString();
}

const FAULTS = {
  fault_cut_after: { kind: "cut", when: "after", method: "send*" },
  fault_cut_before: { kind: "cut", when: "before", method: "send*" },
  fault_502: { kind: "answer", code: 502, method: "send*" },
  fault_429: { kind: "answer", code: 429, description: "Too Many Requests: retry after 5", retry_after: 5, method: "send*" },
  fault_delay: { kind: "delay", seconds: 3, method: "send*" },
};

async function faultMenu(anchor) {
  const now = await call("/sandbox/faults");
  const on = (now.active ?? []).filter((f) => f.times === null || f.struck < f.times).length;
  popup(anchor, [
    ...Object.entries(FAULTS).map(([key, fault]) => ({ label: t(key), hint: t("once"), run: () => call("/sandbox/faults", { add: [fault] }) })),
    { label: t("clear"), hint: on || now.log?.length ? `${t("activeFaults")}: ${on}, ${t("struck")}: ${now.log.length}` : t("noFaults"), run: () => call("/sandbox/faults", { clear: true }), danger: true },
  ]);
}

function drawBar() {
  document.documentElement.lang = currentLanguage();
  document.title = state.title;
  $("title").textContent = state.title;
  $("clock").setAttribute("aria-label", t("clock"));
  $("when").setAttribute("aria-label", t("when"));
  $("go").textContent = t("go");
  const jump = (key, body, hint) => el("button", { type: "button", title: hint ?? "", onclick: () => move(typeof body === "function" ? body() : body) }, t(key));
  $("jumps").replaceChildren(jump("ten", { move_seconds: 600 }), jump("hour", { move_seconds: 3600 }), jump("day", { move_seconds: 86400 }), jump("month", () => ({ to: nextMonth() }), t("monthHint")));
  $("tools").replaceChildren(
    ...state.links.map((link) => el("a", { href: link.url, target: "_blank", rel: "noopener" }, link.label)),
    el("button", { type: "button", title: t("faultsHint"), "aria-haspopup": "menu", onclick: (e) => faultMenu(e.currentTarget) }, t("faults")),
    el("button", { type: "button", title: t("languageHint"), onclick: () => { toggleLanguage(); drawBar(); for (const phone of phones.values()) phone.translate(); } }, t("language")),
  );
  $("lost").textContent = t("lost");
  showTime();
}

async function reload() {
  const found = await call("/sandbox/state");
  if (!found.phones) return;
  state = found;
  setTime(state.now, state.frozen);
  drawBar();
  const wanted = [...state.phones, ...(state.group ? [state.group] : []), ...state.aside];
  for (const [key, phone] of phones) {
    if (!wanted.some((data) => data.key === key)) { phone.root.remove(); phones.delete(key); }
  }
  for (const data of wanted) {
    const phone = phones.get(data.key);
    if (phone) phone.update(data);
    else {
      phones.set(data.key, new Phone(data, page));
    }
  }
}

let pending = 0;
function reloadSoon() {
  clearTimeout(pending);
  pending = setTimeout(reload, 30);
}

function onEvent(event) {
  const phone = phones.get(event.room);
  const mine = { message: (p) => p.onMessage(event.message), deleted: (p) => p.onDeleted(event.message_id), keyboard: (p) => p.onKeyboard(event), reaction: (p) => p.onReaction(event.message_id, event.emoji), action: (p) => p.type(event.action) };
  if (event.type === "hello") reload();
  else if (event.type === "clock") setTime(event.now, event.frozen);
  else if (event.type === "answer") {
    if (event.answer.callback_query_id) page.answered.add(event.answer.callback_query_id);
    if (phone && (phone.isGroup || phone.data.user.id === event.user)) {
      if (phone.waiting.has(event.answer.callback_query_id)) page.answered.delete(event.answer.callback_query_id);
      phone.onAnswer(event.answer);
    }
  } else if (mine[event.type]) {
    if (phone) mine[event.type](phone);
  } else reloadSoon();
}

$("jump").addEventListener("submit", (event) => {
  event.preventDefault();
  const [date, time] = $("when").value.split("T");
  const [year, month, day] = date.split("-").map(Number);
  const [hour, minute] = time.split(":").map(Number);
  move({ to: new Date(moment(year, month, day, hour, minute)).toISOString() });
});

setInterval(showTime, 1000);
const events = new EventSource("/sandbox/events");
events.onmessage = (message) => { $("lost").hidden = true; onEvent(JSON.parse(message.data)); };
events.onerror = () => { $("lost").hidden = false; };
