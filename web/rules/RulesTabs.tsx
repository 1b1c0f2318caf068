import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

/** Each tab is a page of its own. */
const tabs = { rules: '/rules', notices: '/notices' } as const;

/** Rules, and what they told. */
export function RulesTabs({ tab }: { tab: keyof typeof tabs }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  return (
    <Tabs value={tab} onChange={(next) => void navigate(tabs[(next ?? 'rules') as keyof typeof tabs])}>
      <Tabs.List>
        {(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`tabs.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
