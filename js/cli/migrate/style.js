// How the surrounding code is written: quotes, semicolons, line ends, indentation.

const count = (text, pattern) => text.match(pattern)?.length ?? 0;

export const styleOf = (text, ast) => {
  const { body } = ast.program;
  const plain = body.filter(({ type }) => /^(ImportDeclaration|VariableDeclaration|ExpressionStatement|ExportAllDeclaration)$/.test(type) || type.startsWith('Export'));
  const ended = plain.filter(({ start, end }) => text.slice(start, end).endsWith(';')).length;
  const own = count(text, /;[ \t]*\r?$/gm);
  const quote = count(text, /"(?:[^"\\\n]|\\.)*"/g) > count(text, /'(?:[^'\\\n]|\\.)*'/g) ? '"' : "'";
  return {
    quote,
    semicolon: ended || own > 1 ? ';' : '',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    quoted: (value) => quote + value + quote,
  };
};
