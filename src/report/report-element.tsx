import { render } from 'preact';
import { openReport } from './open-report.ts';
import { optionsFromAttribute } from './state/report-options.ts';
import { VIEWS } from './state/report-state.ts';
import style from './style/report.css?inline';
import { Report } from './views/report.tsx';

/**
 * `<callwise-report>`: shows the session that is packed inside it, in a shadow tree of its own. Attributes: `title`, `view`,
 * and `page` for a document that holds nothing else.
 */
export class CallwiseReport extends HTMLElement {
  #isOpen = false;

  connectedCallback(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    // The parser may not have come to the scripts inside yet.
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => this.#open(root));
    else void this.#open(root);
  }

  async #open(root: ShadowRoot): Promise<void> {
    try {
      const model = await openReport(this);
      const view = VIEWS.find(({ name }) => name === this.getAttribute('view'))?.name ?? 'tree';
      const title = this.getAttribute('title') || model.session.targetDescription;
      // The attribute would be the tooltip of everything.
      this.removeAttribute('title');
      render(
        <Report
          model={model}
          host={this}
          title={title}
          view={view}
          asked={optionsFromAttribute(this.getAttribute('options'))}
          isPage={this.hasAttribute('page')}
        />,
        root,
      );
    } catch (error) {
      root.textContent = `This report cannot be shown: ${error instanceof Error ? error.message : error}`;
    }
  }
}
