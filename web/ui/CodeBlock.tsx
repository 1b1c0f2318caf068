import { CopyButton } from './CopyButton.js';
import classes from './CodeBlock.module.css';

/** Code to read and copy. Scrolls by keyboard; never breaks a line that would then not run. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className={classes.code} tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
      <div className={classes.copy}>
        <CopyButton text={code} />
      </div>
    </div>
  );
}
