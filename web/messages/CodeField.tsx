import { lazy, Suspense, useId } from 'react';

import { BlockSkeleton } from '../ui/skeletons.js';
import classes from './Messages.module.css';

const CodeEditor = lazy(async () => ({ default: (await import('./CodeEditor.js')).CodeEditor }));

interface CodeFieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  height: string;
}

/** A labelled code editor; its code is loaded on first use. Tab moves on (Esc, then Tab, is not needed): indenting has its own keys. */
export function CodeField({ label, hint, value, onChange, height }: CodeFieldProps) {
  const id = useId();
  return (
    <div>
      <div className={classes.codeLabel} id={id}>
        {label}
      </div>
      {hint !== undefined && <div className={classes.dim}>{hint}</div>}
      <div className={classes.code}>
        <Suspense fallback={<BlockSkeleton lines={6} />}>
          <CodeEditor label={label} value={value} onChange={onChange} height={height} />
        </Suspense>
      </div>
    </div>
  );
}
