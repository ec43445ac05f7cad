// The one queue of a page, for every module that works with it. Never named by a page itself: a browser would make two.

import { Queue } from "./queue.js";
import { Store } from "./store.js";

export const store = new Store(document.body.dataset.person);
export const queue = new Queue(store);
