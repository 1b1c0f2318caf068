import { Decoration, EditorView, MatchDecorator, ViewPlugin, type DecorationSet, type ViewUpdate } from '@uiw/react-codemirror';

/** Tags, attributes' values and Liquid, told apart by colour: enough to read MJML by, without a parser of its own. */
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

const look = EditorView.baseTheme({
  '.cairn-liquid': { color: 'var(--cairn-series-4)', fontWeight: '600' },
  '.cairn-tag': { color: 'var(--cairn-info)' },
  '.cairn-comment': { color: 'var(--mantine-color-dimmed)' },
  '&': { backgroundColor: 'var(--cairn-card)' },
  '.cm-content': { fontFamily: 'var(--mantine-font-family-monospace)' },
});

export const markup = [plugin, look];
