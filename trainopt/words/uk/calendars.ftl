calendars-seats = { $taken } з { $seats ->
    [one] { $seats } місця
   *[other] { $seats } місць
  }
calendars-trainees = { $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  }
calendars-class = Навчальна група { $class }
calendars-planned = сплановано { $planned }, очікується { $expected }
calendars-members = Команда (підрозділ): осіб
calendars-member-expected = { $planned }, очікується { $expected }
calendars-expected = очікується { $expected }
calendars-at = { $course }, { $site }
calendars-trainees-of = { $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  }, підрозділ { $unit }
calendars-demand = потреба { $demand }
calendars-step = Етап { $step } програми підготовки { $pipeline }, навчальна група { $class }
calendars-late = Завершення із запізненням: { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  }
calendars-cancelled = Скасовано
