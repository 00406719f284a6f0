import { CallwiseReport } from './report-element.tsx';
import pageStyle from './style/page.css?inline';

// Several reports may stand in one document, each with its own copy of this script.
if (customElements.get('callwise-report') === undefined) {
  customElements.define('callwise-report', CallwiseReport);
  if (document.querySelector('callwise-report[page]') !== null) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(pageStyle);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
}
