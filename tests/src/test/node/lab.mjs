// JupyterLab in a headless Chromium, told line by line what to do.
// Usage: node lab.mjs CHROMIUM SCREENSHOTS, in a folder whose node_modules has playwright-core.
// Each line of input is {"page": NAME, "do": SCENARIO, …}; each is answered by one line, {"ok": true} or {"error": TEXT}.
import { createRequire } from 'node:module';
import { resolve, join } from 'node:path';
import { createInterface } from 'node:readline';
import assert from 'node:assert/strict';

const require = createRequire(resolve(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');

const [executablePath, screenshots] = process.argv.slice(2);
const LONG = 60_000;
const pages = new Map();

const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid() !== 0 });

/** One notebook in one tab. */
class Notebook {
  constructor(name, page) {
    this.name = name;
    this.page = page;
  }

  static async open(name, url) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 960 } });
    const page = await context.newPage();
    page.setDefaultTimeout(LONG);
    const errors = [];
    page.on('pageerror', error => errors.push(String(error)));
    await page.goto(url);
    const notebook = new Notebook(name, page);
    notebook.errors = errors;
    await notebook.ready();
    return notebook;
  }

  /** The cells are there, and the kernel is connected. */
  async ready() {
    await this.cell(0).waitFor();
    await this.page.locator('#jp-main-statusbar').getByText(/\| (Idle|Busy|Unknown)/).waitFor();
  }

  /** The code cell that begins with the comment "# name" or "-- name", whatever stands before that. */
  cell(name) {
    return typeof name === 'number' ? this.page.locator('.jp-Notebook .jp-CodeCell').nth(name)
      : this.page.locator('.jp-Notebook .jp-CodeCell').filter({
          has: this.page.locator('.cm-content', { hasText: `cell: ${name}.` })
        });
  }

  outputs(name) {
    return this.cell(name).locator('.jp-OutputArea-output');
  }

  /** Runs a cell as a user does. */
  async begin(name) {
    await this.cell(name).locator('.cm-line').first().click();
    await this.page.keyboard.press('Shift+Enter');
  }

  /** Waits until the cell has run, and returns the text of its outputs. */
  async ended(name) {
    await this.cell(name).locator('.jp-InputPrompt', { hasText: /\[\d+\]/ }).waitFor();
    return this.text(name);
  }

  async text(name) {
    return (await this.outputs(name).allInnerTexts()).join('\n');
  }

  async run(name) {
    await this.begin(name);
    await this.cell(name).locator('.jp-InputPrompt', { hasText: /\[(\*|\d+)\]/ }).waitFor();
    return this.ended(name);
  }

  async shows(name, text) {
    await this.outputs(name).filter({ hasText: text }).first().waitFor();
  }

  async button(command) {
    await this.page.locator(`.jp-NotebookPanel-toolbar [data-command="${command}"]`).first().click();
  }

  /** Tab until it shows: in a cell that was only just entered JupyterLab does nothing yet. */
  async tab(shown) {
    for (const deadline = Date.now() + LONG; ;) {
      await this.page.keyboard.press('Tab');
      try {
        return await shown.waitFor({ timeout: 3_000 });
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  async screenshot(what) {
    await this.page.screenshot({ path: join(screenshots, `${this.name}-${what}.png`) });
  }
}

const scenarios = {
  async languages(notebook) {
    assert.match(await notebook.run('scala'), /scala says 903/);
    assert.match(await notebook.run('python'), /python says 10/);
    await notebook.run('sql');
    const table = notebook.outputs('sql').locator('table');
    await table.first().waitFor();
    assert.match(await table.first().innerText(), /square[\s\S]*16/);
  },

  async plot(notebook) {
    await notebook.run('plot');
    const image = notebook.outputs('plot').locator('img');
    await image.waitFor();
    assert.ok(await image.evaluate(shown => shown.complete && shown.naturalWidth > 100), 'the plot is drawn');
  },

  /** The bar under the cell, and SparkMonitor's table above it, while the job runs and at its end. */
  async progress(notebook) {
    await notebook.begin('progress');
    await notebook.outputs('progress').locator('progress').first().waitFor();
    const monitor = notebook.cell('progress').locator('.sparkMonitorCellRoot');
    await monitor.getByText('RUNNING').first().waitFor();
    await notebook.screenshot('progress-under-way');
    assert.match(await notebook.ended('progress'), /36\.0/);
    await monitor.locator('.tdjobstatus', { hasText: 'COMPLETED' }).waitFor();
    assert.match(await monitor.locator('.tdtasks').innerText(), /8\/8/);
  },

  /** Moved by a key here, heard by Python, and what Python answers is shown here. */
  async widget(notebook) {
    await notebook.run('widget');
    const handle = notebook.outputs('widget').locator('.noUi-handle');
    await handle.focus();
    for (let moved = 0; moved < 4; moved++) {
      await notebook.page.keyboard.press('ArrowRight');
    }
    await notebook.shows('widget', 'python heard 7');
    assert.match(await notebook.run('slider'), /the slider is at 7/);
  },

  async input(notebook) {
    await notebook.begin('input');
    const box = notebook.cell('input').locator('.jp-Stdin-input');
    await box.fill('Ada');
    await box.press('Enter');
    assert.match(await notebook.ended('input'), /hello, Ada/);
  },

  async interrupt(notebook) {
    await notebook.begin('sleeping');
    await notebook.shows('sleeping', 'asleep');
    await notebook.button('notebook:interrupt-kernel');
    assert.match(await notebook.ended('sleeping'), /KeyboardInterrupt/);
  },

  /** One match is put in, several are offered. */
  async complete(notebook) {
    const lines = notebook.cell('completed').locator('.cm-line');
    await lines.last().click();
    await notebook.page.keyboard.press('End');
    await notebook.cell('completed').locator('.jp-mod-completer-enabled').waitFor(); // else Tab indents
    await notebook.tab(lines.filter({ hasText: 'spark.sparkContext' }));
    await notebook.page.keyboard.type('.appl');
    await notebook.tab(notebook.page.locator('.jp-Completer-item', { hasText: 'applicationId' }).first());
    await notebook.screenshot('complete-offered');
    await notebook.page.keyboard.press('Enter');
    await lines.filter({ hasText: /spark\.sparkContext\.appl\w{3}/ }).waitFor();
  },

  /** The page is loaded anew in the middle of a cell: the next one waits for its end, and finds all its work done. */
  async reload(notebook) {
    await notebook.begin('counting');
    await notebook.shows('counting', 'number 010');
    await notebook.page.reload();
    await notebook.ready();
    assert.match(await notebook.run('reached'), /reached 59/);
  },

  /** Up to the moment in which the gateway is killed. */
  async countingBegins(notebook) {
    await notebook.begin('counting');
    await notebook.shows('counting', 'number 010');
  },

  /**
   * The output of the cell goes on under a gateway that was killed and came back. jupyter_server's gateway client may have been
   * given what it had not yet confirmed, which comes again under the same ids: JupyterLab does not look at these.
   */
  async countingEnds(notebook, order) {
    await notebook.shows('counting', 'counted');
    const numbers = [...(await notebook.ended('counting')).matchAll(/number (\d+)/g)].map(found => Number(found[1]));
    let next = 0;
    let again = order.mayRepeat;
    for (const number of numbers) {
      if (again && number < next) { // what was on its way, once
        again = false;
        next = number;
      }
      assert.equal(number, next++, String(numbers));
    }
    assert.equal(next, 60);
    assert.match(await notebook.run('reached'), /reached 59/);
  },

  async restart(notebook) {
    await notebook.button('notebook:restart-kernel');
    await notebook.page.locator('.jp-Dialog button', { hasText: 'Restart' }).click();
    assert.match(await notebook.run('forgotten'), /forgotten/);
  }
};

async function answer(order) {
  if (order.do === 'open') {
    pages.set(order.page, await Notebook.open(order.page, order.url));
    return;
  }
  const notebook = pages.get(order.page);
  try {
    await scenarios[order.do](notebook, order);
    await notebook.screenshot(order.do);
  } catch (error) {
    await notebook.screenshot(order.do + '-failed').catch(() => {});
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    await answer(JSON.parse(line));
    console.log(JSON.stringify({ ok: true }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack ?? error) }));
  }
}
await browser.close();
