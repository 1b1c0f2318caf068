import classes from './CodeBlock.module.css';
import { CopyButton } from './CopyButton.js';

/** Code to read and copy. Scrolls by keyboard; never breaks a line that would then not run. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.code} tabIndex={0} aria-label={label}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
      <div className={classes.copy}>
        <CopyButton text={code} />
      </div>
    </div>
  );
}
