import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../api/queries';
import { commandsOf, fieldOf, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { usePerson } from '../../app/session';
import { IconCheck } from '../../look/icons';
import { Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { today } from '../shared/days';
import { useStep } from '../shared/steps';
import work from '../shared/shared.module.css';
import {
  type Fault, faultsOf, isOwnRejection, needsAmount, needsReason, rulingData,
} from './decide';
import styles from './warranty.module.css';

interface Properties {
  entity: Entity;
  claim: Row;
  /** What the rules would pay; what an approval begins with. */
  payable: string;
  /** What was claimed, in hundredths; nobody gets more. */
  most: number | null;
  onDone: () => void;
}

const inputOf: Record<Fault, string> = {
  amount: 'decide-amount', tooMuch: 'decide-amount', reason: 'decide-reason',
};

/** Approve, reduce, return or reject, with the words that the branch will read. */
export function DecideForm({ entity, claim, payable, most, onDone }: Properties) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const place = placeOf(useStatus());
  const person = usePerson()?.user?.id ?? null;
  const isOwn = isOwnRejection(claim.data, person);
  const run = useStep(entity);
  const form = useRef<HTMLFormElement>(null);
  const [command, setCommand] = useState('');
  const [reason, setReason] = useState('');
  const [amount, setAmount] = useState<string | null>(null);
  const [faults, setFaults] = useState<Fault[]>([]);
  useKey('save', () => form.current?.requestSubmit());
  const steps = commandsOf(entity, claim, place)
    .filter((step) => ['approve', 'reduce', 'return', 'reject'].includes(step.command));
  if (steps.length === 0) return null;
  const sum = amount ?? (command === 'approve' ? payable : '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (run.isPending || isOwn) return;
    const ruling = { command, reason, amount: sum };
    const wrong = command === '' ? [] : faultsOf(ruling, most);
    setFaults(wrong);
    if (command === '') document.getElementById(`decide-${steps[0]?.command}`)?.focus();
    else if (wrong[0]) document.getElementById(inputOf[wrong[0]])?.focus();
    else {
      const wishes = Object.entries(rulingData(ruling, today(), person))
        .filter(([name]) => fieldOf(entity, name));
      run.mutate({ row: claim, command, data: Object.fromEntries(wishes) }, { onSuccess: onDone });
    }
  };
  const label = (name: string) => {
    const field = fieldOf(entity, name);
    return field ? terms.label(field) : name;
  };
  const amountFault = faults.find((one) => one !== 'reason');
  return (
    <Panel title={t('decide')}>
      <form ref={form} noValidate onSubmit={submit} className={styles.decide}>
        {run.isError ? <Refusal error={run.error} /> : null}
        {isOwn
          ? <p id="decide-own" className={work.wrong}>{t('ownRejection')}</p> : null}
        <fieldset className={styles.choice} disabled={isOwn}>
          <legend>{t('decideHow')}</legend>
          {steps.map((step) => (
            <label key={step.command}>
              <input type="radio" name="verb" id={`decide-${step.command}`} value={step.command}
                checked={command === step.command} onChange={() => setCommand(step.command)} />
              {terms.verb(step.command)}
            </label>
          ))}
        </fieldset>
        {needsAmount(command)
          ? <TextInput id="decide-amount" className={styles.amountField ?? ''} withAsterisk
              label={label('approved')} inputMode="decimal" autoComplete="off" value={sum}
              error={amountFault ? t(`fault_${amountFault}`) : null}
              onChange={(event) => setAmount(event.currentTarget.value)} /> : null}
        {command === '' ? null
          : <Textarea id="decide-reason" label={label('reason')} value={reason}
              withAsterisk={needsReason(command)} description={t('reasonHint')}
              error={faults.includes('reason') ? t('fault_reason') : null}
              onChange={(event) => setReason(event.currentTarget.value)} />}
        <div className={work.steps}>
          <Button type="submit" size="sm" loading={run.isPending} disabled={isOwn}
            {...(isOwn ? { 'aria-describedby': 'decide-own' } : {})}
            leftSection={<IconCheck size={16} aria-hidden />}
            rightSection={<kbd>Ctrl Enter</kbd>}>
            {command === '' ? t('decide') : terms.verb(command)}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
