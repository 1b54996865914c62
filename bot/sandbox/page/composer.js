// Where a person writes: text, files, commands, the bot's reply keyboard.

import { el, icon, summary } from "/bubbles.js";
import { t } from "/texts.js";
import { popup } from "/popup.js";

export function composer(phone) {
  let context = null; // {kind: "reply" | "edit", message}
  let files = []; // {file, photo}
  let open = true;

  const bar = el("div", { class: "context", hidden: true });
  const input = el("textarea", { rows: 1, maxLength: 4096, "aria-label": t("write"), placeholder: t("write"), spellcheck: false });
  const slash = el("button", { type: "button", class: "round slash", "aria-label": t("commands"), title: t("commands"), "aria-haspopup": "menu", onclick: () => commandMenu() }, "/");
  const attach = el("button", { type: "button", class: "round", "aria-label": t("attach"), title: t("attach"), "aria-haspopup": "menu", onclick: () => attachMenu() }, icon("attach"));
  const toggle = el("button", { type: "button", class: "round", "aria-label": t("keyboard"), title: t("keyboard"), onclick: () => { open = !open; keys(); } }, icon("keyboard"));
  const send = el("button", { type: "submit", class: "round send", "aria-label": t("send"), title: t("send") }, icon("send"));
  const form = el("form", { class: "line", onsubmit: (e) => { e.preventDefault(); submit(); } }, attach, input, toggle, slash, send);
  const board = el("div", { class: "keys", hidden: true });
  const who = el("label", { class: "who", hidden: true });
  const picker = el("input", { type: "file", multiple: true, hidden: true, "aria-hidden": "true", tabIndex: -1, onchange: () => take([...picker.files]) });
  const root = el("div", { class: "composer" }, who, bar, form, board, picker);

  input.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); submit(); }
    else if (e.key === "Escape") drop();
  });
  input.addEventListener("input", grow);
  input.addEventListener("paste", (e) => { if (e.clipboardData?.files.length) { e.preventDefault(); take([...e.clipboardData.files]); } });
  root.addEventListener("dragover", (e) => e.preventDefault());
  root.addEventListener("drop", (e) => { e.preventDefault(); take([...e.dataTransfer.files]); });

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
    send.disabled = !input.value.trim() && !files.length;
  }

  function drop() {
    if (context?.kind === "edit") input.value = "";
    context = null;
    files = [];
    picker.value = "";
    showBar();
    grow();
  }

  function showBar() {
    bar.hidden = !context && !files.length;
    if (bar.hidden) return;
    const close = el("button", { type: "button", class: "round", "aria-label": t("cancel"), title: t("cancel"), onclick: drop }, icon("close"));
    if (files.length) {
      const box = el("input", { type: "checkbox", checked: !files[0].photo, onchange: (e) => { for (const f of files) f.photo = !e.target.checked; } });
      const pictures = files.every((f) => f.file.type.startsWith("image/"));
      bar.replaceChildren(el("div", {}, el("b", {}, t("files")), el("span", {}, files.map((f) => f.file.name).join(", ")), pictures ? el("label", { class: "check" }, box, t("asFile")) : null), close);
      input.placeholder = t("caption");
    } else {
      const name = context.message.from.first_name;
      bar.replaceChildren(el("div", {}, el("b", {}, context.kind === "edit" ? t("editing") : `${t("replying")} ${name}`), el("span", {}, summary(context.message))), close);
    }
  }

  function take(chosen, photo = true) {
    files = chosen.slice(0, 10).map((file) => ({ file, photo: photo && /^image\/(png|jpeg)$/.test(file.type) }));
    showBar();
    grow();
    input.focus();
  }

  async function submit() {
    const text = input.value.trim();
    if (!text && !files.length) return;
    const sent = { context, files };
    input.value = "";
    drop();
    input.placeholder = phone.data.keyboard?.input_field_placeholder ?? t("write");
    if (sent.files.length) await upload(sent.files, text, sent.context);
    else if (sent.context?.kind === "edit") await phone.act({ do: "edit", message_id: sent.context.message.message_id, text });
    else await phone.act({ do: "send", text, reply_to: sent.context?.message.message_id });
  }

  async function upload(list, caption, replied) {
    const items = await Promise.all(list.map(async ({ file, photo }) => ({ photo, name: file.name, mime: file.type || undefined, data: await base64(file) })));
    const alike = items.every((item) => item.photo === items[0].photo);
    if (items.length > 1 && alike) {
      await phone.act({ do: "album", caption, items: items.map(({ photo, name, data }) => (photo ? { data } : { name, data })) });
      return;
    }
    for (const [index, { photo, ...item }] of items.entries()) {
      await phone.act({ do: photo ? "photo" : "document", caption: index ? "" : caption, reply_to: replied?.message.message_id, ...item });
    }
  }

  function attachMenu() {
    const choose = (accept, photo) => { picker.accept = accept; picker.onchange = () => take([...picker.files], photo); picker.click(); };
    popup(attach, [
      { label: t("photo"), run: () => choose("image/png,image/jpeg", true) },
      { label: t("document"), run: () => choose("", false) },
      { label: t("voice"), run: () => phone.act({ do: "voice", duration: 4 }) },
    ]);
  }

  function commandMenu() {
    const items = phone.commands.map((command) => ({
      label: `/${command.command}`, hint: command.description,
      run: () => phone.act({ do: "send", text: `/${command.command}${command.bot ? `@${command.bot}` : ""}` }),
    }));
    popup(slash, items.length ? items : [{ label: t("noCommands"), run: () => {} }]);
  }

  function keys() {
    const markup = phone.data.keyboard;
    toggle.hidden = !markup;
    toggle.setAttribute("aria-expanded", String(open));
    board.hidden = !markup || !open;
    if (board.hidden) return;
    board.replaceChildren(...markup.keyboard.map((row) => el("div", {}, ...row.map((key) =>
      el("button", { type: "button", class: `key ${key.style ?? ""}`, onclick: () => phone.act({ do: "key", label: key.text }) }, key.text)))));
  }

  function writers() {
    who.hidden = !phone.isGroup;
    if (!phone.isGroup) return;
    const select = el("select", { onchange: () => { phone.writer = Number(select.value); phone.blocks.clear(); phone.list.replaceChildren(); phone.draw(true); } },
      ...phone.data.members.map((m) => el("option", { value: m.id, selected: m.id === phone.writer }, m.name)));
    who.replaceChildren(t("writeAs"), select);
  }

  return {
    root,
    reply(message) { context = { kind: "reply", message }; showBar(); input.focus(); },
    edit(message) { context = { kind: "edit", message }; input.value = message.text ?? message.caption ?? ""; showBar(); grow(); input.focus(); },
    newKeyboard() {
      if (phone.data.keyboard) open = true;
      if (phone.data.force_reply) { const last = phone.data.messages.at(-1); if (last) this.reply(last); }
      this.refresh();
    },
    refresh() {
      input.placeholder = phone.data.force_reply?.input_field_placeholder ?? phone.data.keyboard?.input_field_placeholder ?? t("write");
      writers();
      keys();
      grow();
    },
  };
}

const base64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});
