// All that was found out, told at the end.

import { shown, type Paint } from './print.ts';

/** A place of a file, and what there is to say of it. */
export interface Place {
  file: string;
  line: number;
  message: string;
}

/** A place at which somebody has to do something: `group` says it once for all of them. */
export interface Todo extends Place {
  group: string;
}

const one = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const grouped = (list: readonly Todo[]) => {
  const groups = new Map<string, Todo[]>();
  for (const item of list) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return groups;
};

export class Report {
  readonly changed: string[] = [];
  readonly left: Place[] = [];
  readonly todos: Todo[] = [];
  readonly failed: Place[] = [];
  readonly unseen: Place[] = [];

  constructor(readonly paint: Paint) {}

  print(looked: number, dryRun: boolean): void {
    const section = (title: string, lines: readonly string[]) => {
      if (lines.length) console.log(`${title}\n${lines.join('\n')}\n`);
    };
    const at = ({ file, line, message }: Place, colour: number, kind: string) => `${this.paint(colour, `${shown(file)}:${line}`)}: ${kind}${shown(message)}`;
    section(dryRun ? 'Would be changed:' : 'Changed:', this.changed.map(shown));
    for (const [group, places] of grouped(this.todos)) section(`To do: ${shown(group)}`, places.map((place) => at(place, 33, 'to do: ')));
    section('Left as it is:', this.left.map((place) => at(place, 35, 'left: ')));
    section('Not looked at:', this.unseen.map((place) => at(place, 35, 'not looked at: ')));
    section('Failed:', this.failed.map((place) => at(place, 31, '')));
    const counts = [`${one(looked, 'file')} looked at`, `${one(this.changed.length, 'file')} ${dryRun ? 'would be changed' : 'changed'}`, `${one(this.left.length, 'place')} left`];
    if (this.todos.length) counts.push(`${this.todos.length} to do`);
    if (this.unseen.length) counts.push(`${this.unseen.length} not looked at`);
    if (this.failed.length) counts.push(`${one(this.failed.length, 'file')} failed`);
    console.log(counts.join(', '));
    if (this.changed.length && !dryRun) console.log('If it is not installed yet: npm install clerk-fetch');
  }
}
