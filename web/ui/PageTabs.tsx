import { Tabs } from '@mantine/core';
import { useNavigate } from 'react-router';

interface PageTabsProps<Name extends string> {
  /** Which of them this page is. */
  tab: Name;
  /** Name → the page's address. */
  tabs: { readonly [name in Name]: string };
  /** What a tab is called. */
  labelOf: (name: Name) => string;
}

/** Tabs each of which is a page of its own. */
export function PageTabs<Name extends string>({ tab, tabs, labelOf }: PageTabsProps<Name>) {
  const navigate = useNavigate();
  return (
    <Tabs value={tab} onChange={(next) => next !== null && void navigate(tabs[next as Name])}>
      <Tabs.List>
        {(Object.keys(tabs) as Name[]).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {labelOf(name)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
