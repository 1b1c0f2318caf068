import { Button, type CSSVariablesResolver, createTheme, Input, type MantineColorsTuple, Modal, Paper, Table, Tooltip } from '@mantine/core';

/** Colours are tokens of `cssVariablesResolver`; every text is at least 4.5:1 and every meaningful edge 3:1 on page and card. */
const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

const indigo: MantineColorsTuple = ['#edf2ff', '#dbe4ff', '#bac8ff', '#91a7ff', '#748ffc', '#5c7cfa', '#4c6ef5', '#4263eb', '#3b5bdb', '#364fc7'];

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 7,
  colors: { indigo },
  respectReducedMotion: true,
  focusRing: 'auto',
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '18px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xxs: '4px', xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '2px', sm: '4px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  headings: {
    fontFamily,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '24px', lineHeight: '32px' },
      h2: { fontSize: '20px', lineHeight: '28px' },
      h3: { fontSize: '16px', lineHeight: '24px' },
    },
  },
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' }, styles: { label: { whiteSpace: 'normal', fontWeight: 500 } } }),
    Input: Input.extend({
      vars: (_theme, props) =>
        (props.error !== undefined && props.error !== null && props.error !== false ? {} : { wrapper: { '--input-bd': 'var(--cairn-input-border)' } }) as never,
    }),
    Paper: Paper.extend({ defaultProps: { radius: 'md' } }),
    Modal: Modal.extend({ defaultProps: { centered: true, shadow: 'md', radius: 'md', transitionProps: { duration: 150 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true }, transitionProps: { duration: 150 } } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'xs' } }),
  },
});

/** The six hues of series and step families, in order; each pair differs in every kind of colour sight. */
const series = {
  light: ['#3133c7', '#da730b', '#339b96', '#8f1951', '#5d5201', '#9c72fe'],
  dark: ['#576ce7', '#fca24a', '#9aded2', '#cd477f', '#857720', '#c4a8fc'],
};

/** Dots of tags: always beside a word. */
const tags = {
  light: {
    gray: '#868e96',
    red: '#e03131',
    orange: '#e8590c',
    yellow: '#b07a00',
    green: '#2b8a3e',
    teal: '#0c8599',
    blue: '#1c7ed6',
    indigo: '#4263eb',
    violet: '#7048e8',
    pink: '#d6336c',
  },
  dark: {
    gray: '#adb5bd',
    red: '#ff8787',
    orange: '#ffa94d',
    yellow: '#ffd43b',
    green: '#69db7c',
    teal: '#3bc9db',
    blue: '#74c0fc',
    indigo: '#91a7ff',
    violet: '#b197fc',
    pink: '#f783ac',
  },
} as const;
const tagTokens = (colors: { readonly [name: string]: string }) =>
  Object.fromEntries(Object.entries(colors).map(([name, color]) => [`--cairn-tag-${name}`, color]));

const seriesTokens = (colors: string[]) => Object.fromEntries(colors.map((color, index) => [`--cairn-series-${index + 1}`, color]));

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--cairn-bar-wide': '232px', '--cairn-bar-narrow': '56px', '--cairn-row': '36px', '--cairn-header': '64px' },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#212529',
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#5c636a',
    '--mantine-color-anchor': '#4263eb',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-default-border': '#ced4da',
    '--mantine-color-indigo-light': '#edf2ff',
    '--mantine-color-indigo-light-hover': '#dbe4ff',
    '--mantine-color-indigo-light-color': '#3b5bdb',
    '--cairn-page': '#f8f9fa',
    '--cairn-card': '#ffffff',
    '--cairn-popover': '#ffffff',
    '--cairn-bar': '#f1f3f5',
    '--cairn-bar-hover': '#e9ecef',
    '--cairn-bar-current': '#dbe4ff',
    '--cairn-border': '#dee2e6',
    '--cairn-input-border': '#868e96',
    '--cairn-hover': '#f1f3f5',
    '--cairn-selected': '#edf2ff',
    '--cairn-accent': '#4263eb',
    '--cairn-success': '#087f5b',
    '--cairn-success-tint': '#e6fcf5',
    '--cairn-warning': '#a85b00',
    '--cairn-warning-tint': '#fff4e6',
    '--cairn-danger': '#c92a2a',
    '--cairn-danger-tint': '#fff5f5',
    '--cairn-info': '#3b5bdb',
    '--cairn-info-tint': '#edf2ff',
    '--cairn-neutral': '#5c636a',
    '--cairn-neutral-tint': '#f1f3f5',
    '--cairn-skeleton': '#e9ecef',
    '--cairn-liquid': '#8f1951',
    ...seriesTokens(series.light),
    ...tagTokens(tags.light),
  },
  dark: {
    '--mantine-color-body': '#242424',
    '--mantine-color-text': '#c9c9c9',
    '--mantine-color-dimmed': '#a3a3a3',
    '--mantine-color-placeholder': '#a3a3a3',
    '--mantine-color-anchor': '#748ffc',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-default-border': '#4a4a4a',
    '--mantine-color-indigo-light-color': '#edf2ff',
    '--cairn-page': '#1f1f1f',
    '--cairn-card': '#242424',
    '--cairn-popover': '#2e2e2e',
    '--cairn-bar': '#1a1a1a',
    '--cairn-bar-hover': '#2a2a2a',
    '--cairn-bar-current': '#2b3253',
    '--cairn-border': '#3b3b3b',
    '--cairn-input-border': '#7a7a7a',
    '--cairn-hover': '#2e2e2e',
    '--cairn-selected': '#2b3253',
    '--cairn-accent': '#748ffc',
    '--cairn-success': '#38d9a9',
    '--cairn-success-tint': 'rgba(56, 217, 169, 0.12)',
    '--cairn-warning': '#ffa94d',
    '--cairn-warning-tint': 'rgba(255, 169, 77, 0.12)',
    '--cairn-danger': '#ff8787',
    '--cairn-danger-tint': 'rgba(255, 135, 135, 0.12)',
    '--cairn-info': '#91a7ff',
    '--cairn-info-tint': 'rgba(116, 143, 252, 0.14)',
    '--cairn-neutral': '#a3a3a3',
    '--cairn-neutral-tint': '#2e2e2e',
    '--cairn-skeleton': '#333333',
    '--cairn-liquid': '#f783ac',
    ...seriesTokens(series.dark),
    ...tagTokens(tags.dark),
  },
});
