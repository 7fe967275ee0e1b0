import { Button, Menu as Choices } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IconLanguage } from '../look/icons';
import { chooseLanguage, languages } from '../words/i18n';
import styles from './shell.module.css';

export function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <Choices position="bottom-end">
      <Choices.Target>
        <Button variant="subtle" color="gray" className={styles.quiet ?? ''}
          leftSection={<IconLanguage size={17} aria-hidden />}
          aria-label={`${t('language')}: ${i18n.language}`}>
          {i18n.language.toUpperCase()}
        </Button>
      </Choices.Target>
      <Choices.Dropdown>
        {languages.map(({ code, name }) => (
          <Choices.Item key={code} lang={code} onClick={() => void chooseLanguage(code)}>
            {name}
          </Choices.Item>
        ))}
      </Choices.Dropdown>
    </Choices>
  );
}
