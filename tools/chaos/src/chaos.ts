process.stdout.write('Nothing is broken yet\n');
