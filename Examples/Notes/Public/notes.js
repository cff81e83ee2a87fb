// Shows the notes that other tabs add.
const list = document.getElementById("notes");
if (list) {
  new EventSource(list.dataset.events).addEventListener("note", (event) => {
    const link = document.createElement("a");
    link.href = `/notes/${event.lastEventId}`;
    link.textContent = event.data;
    const item = document.createElement("li");
    item.append(link);
    list.prepend(item);
    document.getElementById("none")?.remove();
  });
}
