using Mpa.Cli;

Terminal terminal = Terminal.OfProcess();
using Signals signals = new(terminal.Notices);
return await new MpaApp(terminal, ThisMachine.Open()).RunAsync(args, signals.Token);
