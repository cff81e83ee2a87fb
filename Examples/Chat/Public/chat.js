const list = document.getElementById("messages");
const connection = document.getElementById("connection");
const problem = document.getElementById("problem");
let last = list.dataset.after;

// The name and the text of a message are set as text, so nothing in them is HTML.
function show({ author, text }) {
  const name = document.createElement("b");
  name.textContent = author;
  const words = document.createElement("span");
  words.textContent = text;
  const item = document.createElement("li");
  item.append(name, " ", words);
  list.append(item);
  list.scrollTop = list.scrollHeight;
}

function listen() {
  const events = new EventSource("/events" + (last ? `?after=${last}` : ""));
  events.onopen = () => { connection.textContent = "connected"; };
  events.onmessage = (event) => {
    last = event.lastEventId;
    show(JSON.parse(event.data));
  };
  // A browser reconnects by itself when the connection is lost, but not after a response such as 503.
  events.onerror = () => {
    connection.textContent = "not connected";
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

list.scrollTop = list.scrollHeight;
listen();

// Without a script, the form reloads the page. With it, the message arrives as an event.
document.getElementById("send")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    if (response.ok) form.reset();
    problem.textContent = response.ok ? "" : explain(await response.json());
  } catch {
    problem.textContent = "The message could not be sent.";
  }
});

function explain({ title, detail, fields }) {
  return fields?.text ?? detail ?? title;
}
