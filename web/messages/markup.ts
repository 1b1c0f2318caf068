import { Decoration, type DecorationSet, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@uiw/react-codemirror';

/** Tags and Liquid, told apart by colour: enough to read MJML by, without a parser of its own. */
const matcher = new MatchDecorator({
  regexp: /(\{\{.*?\}\}|\{%.*?%\})|(<\/?[a-zA-Z][\w-]*|\/?>)|(<!--.*?-->)/g,
  decoration: (match) => Decoration.mark({ class: match[1] !== undefined ? 'cairn-liquid' : match[2] !== undefined ? 'cairn-tag' : 'cairn-comment' }),
});

const plugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = matcher.createDeco(view);
    }
    update(update: ViewUpdate): void {
      this.decorations = matcher.updateDeco(update, this.decorations);
    }
  },
  { decorations: (value) => value.decorations },
);

/** Tokens of the page, so that both schemes fit without a theme each. */
const look = EditorView.theme({
  '&': { backgroundColor: 'var(--cairn-card)', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--mantine-font-family-monospace)', caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { backgroundColor: 'var(--cairn-page)', color: 'var(--mantine-color-dimmed)', borderRight: '1px solid var(--cairn-border)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'var(--cairn-selected)' },
  '.cairn-liquid': { color: 'var(--cairn-liquid)', fontWeight: '600' },
  '.cairn-tag': { color: 'var(--cairn-info)' },
  '.cairn-comment': { color: 'var(--mantine-color-dimmed)' },
});

export const markup = [plugin, look];
