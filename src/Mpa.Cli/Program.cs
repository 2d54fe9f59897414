using Mpa.Cli;

using Signals signals = new(Console.Error);
return await new MpaApp(Terminal.OfProcess(), ThisMachine.Open()).RunAsync(args, signals.Token);
