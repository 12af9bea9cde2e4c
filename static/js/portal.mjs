// Pages work without any of this; each component only makes its own markup easier to use.
import { startAutosave } from "./components/autosave.mjs";
import { startCopyButtons } from "./components/copy_button.mjs";
import { startCountdowns } from "./components/countdown.mjs";
import { startDifferences } from "./components/difference.mjs";
import { focusErrorSummary } from "./components/error_summary.mjs";
import { startKeptWords } from "./components/kept_words.mjs";
import { openOutlines } from "./components/outline.mjs";
import { startPrintButtons } from "./components/print_button.mjs";
import { startReadAloud } from "./components/read_aloud.mjs";
import { followRunning } from "./components/refreshed.mjs";
import { startServerClock } from "./components/server_clock.mjs";
import { startTextCounts } from "./components/text_count.mjs";

document.documentElement.classList.add("scripted");
focusErrorSummary();
followRunning();
openOutlines();
startCopyButtons();
startCountdowns();
startPrintButtons();
startReadAloud();
startServerClock();
startTextCounts();
startKeptWords();
startAutosave();
startDifferences();
