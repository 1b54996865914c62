// One phone: the chat of a person with a bot, or the group's panel.

import { avatar, bubble, el, icon, isService, serviceText, summary } from "/bubbles.js";
import { composer } from "/composer.js";
import { count, dateText, dayKey, t } from "/texts.js";
import { groupItems, messageMenu } from "/menus.js";
import { popup } from "/popup.js";

export class Phone {
  constructor(data, page) {
    this.page = page;
    this.key = data.key;
    this.isGroup = "members" in data;
    this.writer = this.isGroup ? data.members[0]?.id : data.user.id;
    this.topic = null;
    this.unread = new Set();
    this.blocks = new Map();
    this.waiting = new Map();
    this.drawer = false;
    this.root = el("section", { class: this.isGroup ? "phone group" : "phone" });
    this.head = el("header");
    this.tabs = el("div", { class: "tabs", role: "tablist" });
    this.pin = el("button", { type: "button", class: "pin", hidden: true, onclick: () => this.jump(this.data.pinned.at(-1)) });
    this.list = el("div", { class: "list", role: "log", "aria-label": t("messages"), tabIndex: 0 });
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.screen = el("div", { class: "screen" }, this.list, this.toasts);
    this.foot = el("footer");
    this.label = el("h2", { class: "owner" });
    this.root.append(this.label, el("div", { class: "case" }, this.head, this.tabs, this.pin, this.screen, this.foot));
    this.composer = composer(this);
    page.place(this.root); // before it is drawn: heights are measured
    this.update(data);
    new ResizeObserver(() => { if (this.atEnd) this.list.scrollTop = this.list.scrollHeight; }).observe(this.list);
    this.list.addEventListener("scroll", () => { this.atEnd = this.isAtEnd(); });
  }

  isAtEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
  }

  /** Take over a new state of everything. */
  update(data) {
    const first = !this.data;
    this.data = data;
    if (this.isGroup && !data.members.some((m) => m.id === this.writer)) this.writer = data.members[0]?.id;
    if (this.topic !== null && !data.topics?.some((x) => x.id === this.topic)) this.topic = null;
    this.drawHead();
    this.drawTabs();
    this.drawFoot();
    this.draw(first);
  }

  /** Draw everything anew, in another language. */
  translate() {
    this.blocks.clear();
    this.list.replaceChildren();
    this.list.setAttribute("aria-label", t("messages"));
    this.composer = composer(this);
    this.update(this.data);
  }

  act(what) {
    return this.page.act({ chat: this.key, as: this.writer, topic: this.topic ?? undefined, ...what }, this);
  }

  get commands() {
    return this.isGroup ? this.data.members.find((m) => m.id === this.writer)?.commands ?? [] : this.data.commands;
  }

  drawHead() {
    const d = this.data;
    const name = this.isGroup ? d.title : d.bot.name;
    const kind = this.isGroup ? `${d.forum ? t("forum") : t("group")}, ${count(d.members.length + d.bots.length, "members")}` : t("bot");
    const owner = this.isGroup ? d.title : d.user.name;
    this.root.setAttribute("aria-label", owner);
    this.label.replaceChildren(this.isGroup ? el("span", { class: "dot" }, "#") : avatar(owner, d.user.id), owner);
    this.status = el("span", { class: "status" }, kind);
    const items = this.isGroup ? groupItems(this) : [
      { label: t("restart"), run: () => this.act({ do: "start" }) },
      d.blocked ? { label: t("unblock"), run: () => this.act({ do: "unblock" }) } : { label: t("block"), run: () => this.act({ do: "block" }), danger: true },
    ];
    const more = el("button", { type: "button", class: "round", "aria-label": t("menu"), title: t("menu"), "aria-haspopup": "menu", onclick: (e) => popup(e.currentTarget, items) }, icon("more"));
    this.head.replaceChildren(avatar(name, this.isGroup ? 3 : d.bot.id), el("div", { class: "title" }, el("strong", {}, name), this.status), more);
    const pinned = d.messages.find((m) => m.message_id === d.pinned.at(-1));
    this.pin.hidden = !pinned;
    if (pinned) this.pin.replaceChildren(el("b", {}, t("pinned")), el("span", {}, summary(pinned)));
  }

  drawTabs() {
    this.tabs.hidden = !this.data.forum;
    if (!this.data.forum) return;
    const tab = (id, name, closed) => el("button", { type: "button", role: "tab", class: this.unread.has(id) ? "new" : "", "aria-selected": String(this.topic === id), title: this.unread.has(id) ? `${name}: ${t("unread")}` : name, onclick: () => this.choose(id) }, closed ? `🔒 ${name}` : name);
    this.tabs.replaceChildren(tab(null, t("general")), ...this.data.topics.map((x) => tab(x.id, x.name, x.closed)));
  }

  choose(topic) {
    this.topic = topic;
    this.unread.delete(topic);
    this.blocks.clear();
    this.list.replaceChildren();
    this.drawHead();
    this.drawTabs();
    this.drawFoot();
    this.draw(true);
  }

  drawFoot() {
    const d = this.data;
    const topic = this.data.topics?.find((x) => x.id === this.topic);
    if (!this.isGroup && d.blocked) {
      this.foot.replaceChildren(el("button", { type: "button", class: "wide", onclick: () => this.act({ do: "unblock" }) }, t("unblock")));
    } else if (!this.isGroup && !d.started) {
      const code = el("input", { placeholder: t("code"), "aria-label": t("code"), pattern: "[A-Za-z0-9_\\-]{1,64}", maxLength: 64, required: true, autocomplete: "off", spellcheck: false });
      const form = el("form", { class: "start-code", onsubmit: (e) => { e.preventDefault(); this.act({ do: "start", payload: code.value.trim() }); } }, code, el("button", { type: "submit" }, t("start")));
      this.foot.replaceChildren(el("button", { type: "button", class: "wide start", onclick: () => this.act({ do: "start" }) }, t("start")), el("details", {}, el("summary", {}, t("startCode")), form));
    } else if (topic?.closed) {
      this.foot.replaceChildren(el("p", { class: "note" }, t("closed")));
    } else {
      if (this.foot.firstChild !== this.composer.root) this.foot.replaceChildren(this.composer.root);
      this.composer.refresh();
    }
  }

  inTopic(message) {
    return !this.data.forum || (message.is_topic_message ? message.message_thread_id : null) === this.topic;
  }

  /** The messages as drawn: days, service notes, albums and single messages, each with a key and a version. */
  plan() {
    const plan = [];
    let day = "";
    let album = null;
    for (const message of this.data.messages) {
      if (!this.inTopic(message)) continue;
      const today = dayKey(message.date);
      if (today !== day) {
        plan.push({ key: `day${today}`, version: "", make: () => el("div", { class: "day" }, dateText(message.date * 1000)) });
        day = today;
        album = null;
      }
      const version = JSON.stringify([message, this.data.reactions[message.message_id]]);
      if (isService(message)) {
        album = null;
        plan.push({ key: `m${message.message_id}`, version, make: () => el("div", { class: "day service" }, serviceText(message)) });
      } else if (message.media_group_id && album?.group === message.media_group_id) {
        album.messages.push(message);
        album.version += version;
      } else {
        const block = { key: `m${message.message_id}`, version, messages: [message], group: message.media_group_id };
        block.make = () => bubble(block.messages, this.view());
        album = block.group ? block : null;
        plan.push(block);
      }
    }
    return plan;
  }

  draw(toEnd = false) {
    const near = toEnd || this.isAtEnd();
    const plan = this.plan();
    const kept = new Set(plan.map((block) => block.key));
    for (const [key, block] of this.blocks) {
      if (!kept.has(key)) { block.node.remove(); this.blocks.delete(key); }
    }
    let before = null;
    for (const block of plan) {
      const old = this.blocks.get(block.key);
      let node = old?.node;
      if (!old || old.version !== block.version) {
        node = block.make();
        if (old) { this.keepFocus(old.node, node); } 
        this.blocks.set(block.key, { version: block.version, node });
      }
      const place = before ? before.nextSibling : this.list.firstChild;
      if (place !== node) this.list.insertBefore(node, place);
      before = node;
    }
    this.list.classList.toggle("empty", plan.length === 0);
    if (plan.length === 0) this.list.dataset.empty = this.emptyText(); else delete this.list.dataset.empty;
    if (near) this.list.scrollTop = this.list.scrollHeight;
    this.atEnd = near;
  }

  emptyText() {
    const about = this.data.bot?.description;
    return !this.isGroup && !this.data.started && about ? `${t("whatCan")}\n\n${about}` : t("empty");
  }

  /** After an edit the same button stays focused, for those who work by keyboard. */
  keepFocus(old, fresh) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const index = focused ? [...old.querySelectorAll(".inline-button")].indexOf(focused) : -1;
    old.replaceWith(fresh);
    if (focused) (fresh.querySelectorAll(".inline-button")[index] ?? fresh).focus({ preventScroll: true });
  }

  view() {
    return {
      showNames: this.isGroup,
      isOwn: (m) => m.from.id === (this.isGroup ? this.writer : this.data.user.id),
      reactions: (id) => this.data.reactions[id] ?? [],
      jump: (id) => this.jump(id),
      menu: (m, e) => messageMenu(this, m, e),
      press: (m, b, node) => this.press(m, b, node),
      command: (text) => this.act({ do: "send", text }),
      link: (url) => this.follow(url),
    };
  }

  /** Telegram's own links to the bot press Start in the person's chat with it, also where they stand in a group. */
  follow(url) {
    const match = /^https?:\/\/t\.me\/(\w+)\?start=([\w-]{1,64})$/.exec(url);
    const phone = this.isGroup ? this.page.privateOf(this.writer) : this;
    if (!match || !phone || match[1].toLowerCase() !== phone.data.bot.username.toLowerCase()) return false;
    phone.act({ do: "start", payload: match[2] });
    phone.root.scrollIntoView({ behavior: "smooth", inline: "nearest", block: "nearest" });
    return true;
  }

  async press(message, button, node) {
    if (!button.callback_data) {
      if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text);
      return;
    }
    node.classList.add("waiting");
    node.setAttribute("aria-busy", "true");
    const query = await this.act({ do: "press", message_id: message.message_id, button: button.callback_data });
    const done = () => { node.classList.remove("waiting"); node.removeAttribute("aria-busy"); this.waiting.delete(query); };
    if (!query || this.page.answered.delete(query)) { done(); return; }
    this.waiting.set(query, done);
    setTimeout(done, 15000);
  }

  jump(id) {
    const node = this.list.querySelector(`[data-id="${Number(id)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("found");
    setTimeout(() => node.classList.remove("found"), 1600);
  }

  onMessage(message) {
    const at = this.data.messages.findIndex((m) => m.message_id === message.message_id);
    if (at >= 0) this.data.messages[at] = message; else this.data.messages.push(message);
    if (message.pinned_message) this.page.reload();
    if (message.from.is_bot) this.type(null);
    const topic = message.is_topic_message ? message.message_thread_id : null;
    if (this.data.forum && at < 0 && topic !== this.topic) { this.unread.add(topic); this.drawTabs(); }
    this.draw(at < 0 && this.view().isOwn(message));
  }

  onDeleted(id) {
    this.data.messages = this.data.messages.filter((m) => m.message_id !== id);
    this.draw();
  }

  onKeyboard({ keyboard, force_reply: force }) {
    this.data.keyboard = keyboard;
    this.data.force_reply = force;
    this.composer.newKeyboard();
    this.draw();
  }

  onReaction(id, emoji) {
    this.data.reactions[id] = emoji;
    this.draw();
  }

  type(action) {
    clearTimeout(this.typing);
    if (!action) { this.status.classList.remove("on"); this.drawHead(); return; }
    this.status.textContent = action === "typing" ? t("typing") : t("uploading");
    this.status.classList.add("on");
    this.typing = setTimeout(() => this.drawHead(), 5000);
  }

  toast(text) {
    const note = el("div", { class: "toast" }, text);
    this.toasts.append(note);
    setTimeout(() => note.remove(), 4000);
  }

  onAnswer(answer) {
    this.waiting.get(answer.callback_query_id)?.();
    if (!answer.text) return;
    if (!answer.show_alert) { this.toast(answer.text); return; }
    const ok = el("button", { type: "button", onclick: () => dialog.remove() }, t("ok"));
    const dialog = el("div", { class: "alert", role: "alertdialog", "aria-modal": "true", onkeydown: (e) => e.key === "Escape" && dialog.remove() }, el("div", {}, el("p", {}, answer.text), ok));
    this.screen.append(dialog);
    ok.focus();
  }
}
