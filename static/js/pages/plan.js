// A planned lecture: what was noted on its topic the last times.

import { showEarlierNotes } from "../parts/earlier_notes.js";

const place = document.querySelector("[data-notes]");
if (place) showEarlierNotes(place);
