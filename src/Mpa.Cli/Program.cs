using Mpa.Cli;

using Signals signals = new(Console.Error);
return await new MpaApp(Terminal.OfProcess(), Services.OfThisMachine()).RunAsync(args, signals.Token);
