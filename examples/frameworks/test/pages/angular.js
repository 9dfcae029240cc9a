import './clerk.js';
import '@angular/compiler';
import { HttpClient } from '@angular/common/http';
import { Component, inject, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { authenticatedFetch, injectTodo, providers } from 'docs:angular.md#injectTodo';

const Page = Component({
  selector: 'body',
  template: `<p>{{ todo.data()?.title ?? todo.error()?.message ?? 'nothing' }}</p><button id="add" (click)="add()"></button>`,
})(
  class {
    http = inject(HttpClient);
    todo = injectTodo(() => 1);
    constructor() {
      window.http = (path, method) =>
        new Promise((resolve, reject) => this.http.request(method ?? 'GET', path, method ? { body: { title: 'Milk' } } : {}).subscribe({ next: resolve, error: reject }));
    }
    add() {
      authenticatedFetch.json('/todos', { json: { title: 'Bread' } });
    }
  },
);
bootstrapApplication(Page, { providers: [provideZonelessChangeDetection(), ...providers] });
