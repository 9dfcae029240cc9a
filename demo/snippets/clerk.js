await fetch('https://api.foo.com/todos', {
  headers: { Authorization: `Bearer ${await Clerk.session.getToken()}` },
}).then((res) => res.json());
