import { Menu } from '@mantine/core';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { changeLanguage } from '../i18n/i18n.js';
import { languages } from '../i18n/languages.js';
import { BarMenu } from './BarMenu.js';

export function LanguageMenu({ collapsed }: { collapsed: boolean }) {
  const { t, i18n } = useTranslation('app');
  const current = languages.find((language) => language.code === i18n.language);
  return (
    <BarMenu icon={IconLanguage} label={t('shell.language')} value={current?.name ?? i18n.language} collapsed={collapsed}>
      {languages.map((language) => (
        <Menu.Item
          key={language.code}
          lang={language.tag}
          aria-current={language.code === i18n.language ? 'true' : undefined}
          rightSection={language.code === i18n.language ? <IconCheck size={16} stroke={1.5} /> : null}
          onClick={() => void changeLanguage(language.code)}
        >
          {language.name}
        </Menu.Item>
      ))}
    </BarMenu>
  );
}
