// The page's way to the API, on which answers can be held back.

let gate;

const open = () => {
  gate?.open();
  gate = undefined;
};

/** From now on answers are held back, with their bodies already read; `failing` ones come as a 500 in the end. */
export const hold = ({ failing = false } = {}) => {
  open();
  gate = { failing, count: 0, landed: 0 };
  gate.opened = new Promise((resolve) => (gate.open = resolve));
  window.gate = gate;
};

/** New answers pass; those that are held stay. */
export const letNewOnesPass = () => {
  gate = undefined;
};

/** A `fetch` for the options of the package. */
export const send = async (...args) => {
  const mine = gate;
  const response = await fetch(...args);
  const body = await response.text();
  if (mine) {
    mine.count++;
    await mine.opened;
    mine.landed++;
  }
  if (mine?.failing) return new Response('{"error":"late"}', { status: 500 });
  const late = new Response(body, response);
  // Whatever follows on the answer follows in the same turn.
  return Object.assign(late, { text: async () => body, json: async () => JSON.parse(body) });
};
