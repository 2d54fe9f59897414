using Mpa.Cli;

using Signals signals = new(Console.Error);
return await new MpaApp(Terminal.OfProcess(), MachineServices.Create()).RunAsync(args, signals.Token);
