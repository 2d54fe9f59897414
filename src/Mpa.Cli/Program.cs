Console.WriteLine("mpa");
return 0;
