// Messages as elements. What people and bots wrote becomes text nodes only, never HTML.

import { t, timeOf } from "/texts.js";

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key in node && !key.startsWith("aria") && key !== "list") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

const PATHS = {
  send: "M3 20.5 21.5 12 3 3.5 3 10l12 2-12 2z",
  attach: "M16.5 6.5v10a4.5 4.5 0 0 1-9 0V6a3 3 0 0 1 6 0v9.5a1.5 1.5 0 0 1-3 0V7H9v8.5a3 3 0 0 0 6 0V6a4.5 4.5 0 0 0-9 0v10.500a6 6 0 0 0 12 0v-10z",
  keyboard: "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zm1 3v2h2V8zm4 0v2h2V8zm4 0v2h2V8zm4 0v2h2V8zM5 11.500v2h2v-2zm4 0v2h2v-2zm4 0v2h2v-2zm4 0v2h2v-2zM7 15v2h10v-2z",
  more: "M12 4a2 2 0 1 1 0 4 2 2 0 0 1 0-4zm0 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zm0 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  file: "M6 2h8l6 6v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4c0-1.100.9-2 2-2zm7 1.500V9h5.500z",
  play: "M7 4.500v15l13-7.500z",
  close: "M6.400 5 12 10.600 17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400L12 13.400 6.400 19 5 17.600 10.600 12 5 6.400z",
  link: "M14 3h7v7h-2V6.400l-8.300 8.300-1.400-1.400L17.600 5H14zM5 5h5v2H5v12h12v-5h2v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7c0-1.100.9-2 2-2z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export const fileUrl = (id, download = false) => `/sandbox/files/${encodeURIComponent(id)}${download ? "?download" : ""}`;

const HUES = [210, 28, 145, 268, 340, 190];
export function avatar(name, id) {
  const letters = name.split(/\s+/).map((word) => [...word][0] ?? "").slice(0, 2).join("").toUpperCase();
  const node = el("span", { class: "avatar", "aria-hidden": "true" }, letters);
  node.style.setProperty("--hue", HUES[Math.abs(Number(id) || 0) % HUES.length]);
  return node;
}

/** Entities nested into elements; offsets are UTF-16 units, as JavaScript counts. */
export function formatted(text, entities = [], on = {}) {
  const out = document.createDocumentFragment();
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  (function fill(parent, from, to, inside) {
    let at = from;
    while (inside.length) {
      const entity = inside[0];
      const end = Math.min(entity.offset + entity.length, to);
      if (entity.offset > at) parent.append(text.slice(at, entity.offset));
      const within = inside.filter((e) => e !== entity && e.offset >= entity.offset && e.offset + e.length <= end);
      const node = wrap(entity, text.slice(entity.offset, end), on);
      fill(node, Math.max(entity.offset, at), end, within);
      parent.append(node);
      at = end;
      inside = inside.filter((e) => e.offset >= end);
    }
    if (at < to) parent.append(text.slice(at, to));
  })(out, 0, text.length, sorted);
  return out;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote" };

function wrap(entity, text, on) {
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url ?? text, on);
  if (entity.type === "email") return el("a", { href: `mailto:${text}` });
  if (entity.type === "bot_command") {
    return el("button", { type: "button", class: "command", onclick: (e) => { e.stopPropagation(); on.command?.(text); } });
  }
  if (entity.type === "expandable_blockquote") {
    return el("blockquote", { class: "folded", tabIndex: 0, onclick: (e) => { e.stopPropagation(); e.currentTarget.classList.toggle("folded"); } });
  }
  if (entity.type === "spoiler") {
    return el("span", { class: "spoiler", tabIndex: 0, role: "button", onclick: (e) => { e.stopPropagation(); e.currentTarget.classList.add("open"); } });
  }
  return el(TAGS[entity.type] ?? "span", { class: `is-${entity.type}` });
}

function link(url, on) {
  const full = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  if (!/^(https?|mailto|tel):/i.test(full)) return el("span", { class: "url" });
  return el("a", { href: full, target: "_blank", rel: "noopener noreferrer", onclick: (e) => { e.stopPropagation(); if (on.link?.(full)) e.preventDefault(); } });
}

export function summary(message) {
  if (message.text) return message.text;
  if (message.caption) return message.caption;
  if (message.photo) return t("photoWord");
  if (message.document) return message.document.file_name ?? t("document");
  if (message.voice) return t("voiceWord");
  if (message.video) return t("videoWord");
  if (message.sticker) return `${message.sticker.emoji ?? ""} ${t("sticker")}`;
  if (message.location) return t("locationWord");
  if (message.contact) return t("contactWord");
  return serviceText(message);
}

const full = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");

export function serviceText(m) {
  if (m.forum_topic_created) return `${t("serviceTopic")} “${m.forum_topic_created.name}”`.replace("“", "„");
  if (m.forum_topic_edited) return `${t("serviceRenamed")} ${m.forum_topic_edited.name}`;
  if (m.forum_topic_closed) return t("serviceClosed");
  if (m.forum_topic_reopened) return t("serviceOpened");
  if (m.new_chat_members) return `${t("serviceJoined")} ${m.new_chat_members.map(full).join(", ")}`;
  if (m.left_chat_member) return `${t("serviceLeft")} ${full(m.left_chat_member)}`;
  if (m.new_chat_title) return `${t("serviceTitle")} ${m.new_chat_title}`;
  if (m.pinned_message) return `${t("servicePinned")}: ${summary(m.pinned_message).slice(0, 60)}`;
  if (m.migrate_to_chat_id || m.migrate_from_chat_id) return t("serviceMigrated");
  return t("service");
}

const CONTENT = ["text", "photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker", "location", "contact"];
export const isService = (message) => !CONTENT.some((key) => key in message);

export const sizeText = (bytes) => {
  const [n, unit] = bytes < 1024 ? [bytes, "B"] : bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
  return `${n.toLocaleString("lv-LV", { maximumFractionDigits: n < 10 && unit !== "B" ? 1 : 0 })} ${unit}`;
};

function media(message) {
  if (message.photo) {
    const big = message.photo.at(-1);
    const image = el("img", { src: fileUrl(big.file_id), alt: message.caption || t("photoWord"), width: big.width, height: big.height, loading: "lazy" });
    return el("a", { class: "photo", href: fileUrl(big.file_id), target: "_blank", onclick: (e) => e.stopPropagation() }, image);
  }
  const file = message.document ?? message.audio ?? message.video ?? message.animation;
  if (file) {
    return el("a", { class: "file", href: fileUrl(file.file_id, true), download: file.file_name ?? "", "aria-label": `${t("download")} ${file.file_name}`, onclick: (e) => e.stopPropagation() },
      el("span", { class: "disc" }, icon("file")),
      el("span", { class: "about" }, el("span", { class: "name" }, file.file_name ?? ""), el("span", { class: "size" }, sizeText(file.file_size ?? 0))));
  }
  if (message.voice) {
    const play = el("button", { type: "button", class: "disc", "aria-label": t("playVoice"), onclick: (e) => {
      e.stopPropagation();
      new Audio(fileUrl(message.voice.file_id)).play().catch(() => {});
      wave.classList.remove("on");
      void wave.offsetWidth;
      wave.classList.add("on");
    } }, icon("play"));
    const wave = el("span", { class: "wave", "aria-hidden": "true" });
    for (let i = 0; i < 28; i += 1) {
      const line = el("i");
      line.style.height = `${20 + ((i * 37 + message.message_id * 13) % 70)}%`;
      wave.append(line);
    }
    wave.style.setProperty("--long", `${message.voice.duration}s`);
    return el("div", { class: "voice" }, play, wave, el("span", { class: "size" }, `${message.voice.duration} ${t("seconds")}`));
  }
  if (message.sticker) return el("div", { class: "sticker", role: "img", "aria-label": t("sticker") }, message.sticker.emoji ?? "🙂");
  if (message.location) return el("div", { class: "place" }, `📍 ${message.location.latitude.toFixed(4)}, ${message.location.longitude.toFixed(4)}`);
  if (message.contact) return el("div", { class: "place" }, `👤 ${message.contact.first_name} · ${message.contact.phone_number}`);
  return null;
}

/** One message, or the messages of one album, as a bubble with its buttons. */
export function bubble(messages, view) {
  const message = messages[0];
  const last = messages.at(-1);
  const own = view.isOwn(message);
  const box = el("div", { class: `bubble${message.sticker ? " bare" : ""}${messages.every((m) => m.photo) ? " pictured" : ""}` });
  if (view.showNames && !own) {
    const name = el("div", { class: "sender" }, full(message.from));
    name.style.setProperty("--hue", HUES[Math.abs(message.from.id) % HUES.length]);
    box.append(name);
  }
  if (message.forward_origin) {
    const origin = message.forward_origin;
    box.append(el("div", { class: "forwarded" }, `${t("forwarded")} `, el("b", {}, origin.sender_user ? full(origin.sender_user) : origin.sender_user_name ?? t("hiddenName"))));
  }
  const answered = message.reply_to_message;
  if (answered && !answered.forum_topic_created) {
    box.append(el("button", { type: "button", class: "quoted", onclick: (e) => { e.stopPropagation(); view.jump(answered.message_id); } },
      el("b", {}, full(answered.from)), el("span", {}, message.quote?.text ?? summary(answered))));
  }
  const pictures = messages.filter((m) => m.photo);
  if (pictures.length > 1) box.append(el("div", { class: `album of${Math.min(pictures.length, 4)}` }, ...pictures.map(media)));
  for (const one of messages) {
    if (!(one.photo && pictures.length > 1)) box.append(media(one) ?? "");
  }
  const spoken = messages.find((m) => m.text || m.caption);
  const words = el("div", { class: "words" });
  if (!spoken) words.classList.add("silent");
  else words.append(formatted(spoken.text ?? spoken.caption, spoken.entities ?? spoken.caption_entities, view));
  const time = el("span", { class: "time" }, message.edit_date ? `${t("edited")} ` : "", timeOf(message.date));
  words.append(el("span", { class: "gap", "aria-hidden": "true" }, time.textContent), time);
  box.append(words);
  const reactions = view.reactions(message.message_id);
  if (reactions.length) box.append(el("div", { class: "reactions" }, ...reactions.map((emoji) => el("span", {}, emoji))));
  const row = el("div", { class: `row ${own ? "own" : "theirs"}`, "data-id": message.message_id, role: "article", tabIndex: 0, "aria-label": `${full(message.from)}, ${timeOf(message.date)}` });
  row.append(el("div", { class: "stack" }, box, inlineKeyboard(last, view)));
  const open = (event) => { if (!getSelection().toString()) view.menu(message, event); };
  box.addEventListener("click", open);
  row.addEventListener("contextmenu", (event) => { event.preventDefault(); view.menu(message, event); });
  row.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === row) { event.preventDefault(); view.menu(message, event); } });
  return row;
}

function inlineKeyboard(message, view) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el("div", { class: "inline" }, ...rows.map((row) => el("div", {}, ...row.map((button) => {
    const style = `inline-button ${button.style ?? ""}`;
    if (button.url) {
      const anchor = link(button.url, view);
      anchor.className = style;
      anchor.title = button.url;
      anchor.append(el("span", {}, button.text), icon("link"));
      return anchor;
    }
    return el("button", { type: "button", class: style, onclick: (event) => view.press(message, button, event.currentTarget) }, el("span", {}, button.text));
  }))));
}
