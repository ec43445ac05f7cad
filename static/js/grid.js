// The journal's spread: keys first. Every change goes by itself with the version it was based on; the cell shows what
// became of it. Nothing here stops the hand: no dialogue for a single mark.

import { CellPanel } from "./grid-cell.js";
import { Codes } from "./grid-codes.js";
import { watchFresh } from "./grid-fresh.js";
import { Hand } from "./grid-hand.js";
import { History } from "./grid-history.js";
import { watchPanel } from "./grid-panel.js";
import { Preview } from "./grid-preview.js";
import { Sheet } from "./grid-sheet.js";
import { watchState } from "./grid-state.js";
import { actsOf, watchTools } from "./grid-tools.js";
import { Writer } from "./grid-writer.js";
import { queue } from "./own-queue.js";

const table = document.getElementById("grid");
if (table) start(JSON.parse(document.getElementById("grid-data").textContent));

function start(data) {
  const byId = (id) => document.getElementById(id);
  const say = (text) => { byId("grid-said").textContent = text; };
  const focus = (r, c) => hand.focus(r, c);
  const sheet = new Sheet(table, data);
  const codes = new Codes(data);
  const history = new History();
  const writer = new Writer({ sheet, queue, codes, history, place: byId("grid-notes"), focus, say });
  const preview = new Preview({ place: byId("grid-preview"), sheet, writer, say, back: () => focus(...hand.current) });
  const cell = new CellPanel({ sheet, writer, say, focus });
  const acts = actsOf({ sheet, codes, writer, history, preview, cell, say, hand: () => hand });
  watchPanel({ sheet, queue });
  const hand = new Hand({ sheet, writer, codes, preview, acts, say });
  watchTools(byId("grid-tools"), { sheet, hand, acts, history, say, mayFill: data.mayFill });
  watchFresh({ sheet, writer, hand, preview });
  watchState(byId("grid-state"), { sheet, queue, writer });
  table.setAttribute("aria-readonly", String(!data.mayFill || Boolean(data.closed.lesson)));
  table.setAttribute("role", "grid");
}
