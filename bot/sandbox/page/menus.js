// What can be done with a group and with a message.

import { popup } from "/popup.js";
import { t } from "/texts.js";

export function groupItems(phone) {
  const items = [];
  if (phone.data.forum) items.push({ label: t("newTopic"), ask: t("topicName"), run: (name) => name && phone.act({ do: "create_topic", name }) });
  const topic = phone.data.topics.find((x) => x.id === phone.topic);
  if (topic) {
    items.push({ label: topic.closed ? t("openTopic") : t("closeTopic"), run: () => phone.act({ do: "close_topic", topic: topic.id, closed: !topic.closed }) });
    items.push({ label: t("deleteTopic"), run: () => phone.act({ do: "delete_topic", topic: topic.id }), danger: true });
  }
  for (const bot of phone.data.bots) items.push({ label: t("promote"), run: () => phone.act({ do: "promote", who: bot.id }) });
  if (!phone.data.supergroup) items.push({ label: t("migrate"), run: () => phone.act({ do: "migrate" }) });
  return items;
}

export function messageMenu(phone, message, event) {
  const own = phone.view().isOwn(message);
  const items = [{ label: t("reply"), run: () => phone.composer.reply(message) }];
  if (own && (message.text || message.caption) && !message.forward_origin) items.push({ label: t("edit"), run: () => phone.composer.edit(message) });
  items.push({ label: t("like"), run: () => phone.act({ do: "react", message_id: message.message_id, emoji: (phone.data.reactions[message.message_id] ?? []).includes("👍") ? null : "👍" }) });
  const target = phone.isGroup && phone.page.privateOf(phone.writer);
  if (target) items.push({ label: t("forward"), run: () => target.act({ do: "forward", from_chat: phone.key, message_id: message.message_id }) });
  if (own || !phone.isGroup) items.push({ label: t("remove"), run: () => phone.act({ do: "delete", message_id: message.message_id }), danger: true });
  popup(event.currentTarget, items, event.type === "keydown" ? null : event);
}
