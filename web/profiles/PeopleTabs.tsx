import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

/** Each is a page of its own. */
const tabs = { people: '/profiles', accounts: '/profiles/accounts' } as const;

/** People, and the accounts that they belong to. */
export function PeopleTabs({ tab }: { tab: keyof typeof tabs }) {
  const { t } = useTranslation('profiles');
  const navigate = useNavigate();
  return (
    <Tabs value={tab} onChange={(next) => void navigate(tabs[(next ?? 'people') as keyof typeof tabs])}>
      <Tabs.List>
        {(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`listTabs.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
