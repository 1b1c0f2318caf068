import CodeMirror, { EditorView } from '@uiw/react-codemirror';
import { useMemo } from 'react';

import { markup } from './markup.js';

interface CodeEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  height: string;
}

export function CodeEditor({ label, value, onChange, height }: CodeEditorProps) {
  const extensions = useMemo(
    () => [EditorView.lineWrapping, EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }), markup],
    [label],
  );
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      height={height}
      theme="none"
      extensions={extensions}
      indentWithTab={false}
      basicSetup={{ foldGutter: false, highlightActiveLine: false, highlightActiveLineGutter: false }}
    />
  );
}
