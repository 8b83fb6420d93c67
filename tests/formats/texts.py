"""Small valid files of each kind, to be spoilt one line at a time."""

FLEET = """\
name = "Small"

[tractions.diesel]
class = "1,000 kW diesel"
power = "diesel"
speed_kmh = [0, 30, 60, 100]
force_kn = [200, 100, 50, 30]
basis = "assumed"
source = "test"

[vehicles.loco]
kind = "locomotive"
length_m = 18
mass_t = 120
braked_mass_t = 80
axles = 6
max_axle_load_t = 20.5
rotating_factor = 1.15
resistance_newton = 2000
resistance_newton_per_mps = 20
resistance_newton_per_mps2 = 8
traction = "diesel"
basis = "assumed"
source = "test"

[vehicles.coach]
kind = "sleeping"
length_m = 24.5
mass_t = 56
braked_mass_t = 40
axles = 4
max_axle_load_t = 14.5
rotating_factor = 1.06
resistance_newton = 800
resistance_newton_per_mps = 10
resistance_newton_per_mps2 = 2.5
basis = "assumed"
source = "test"

[formations.short]
vehicles = ["loco", "3 x coach"]
gauge_mm = 1435
brake_position = "P"
caps = [
  { speed_kmh = 90, reason = "brake percentage 69", basis = "assumed" },
]
basis = "assumed"
source = "test"
"""

MOVEMENT = """\
id = "1"
name = "Small"
origin = "a"
destination = "d"
depart_earliest = 2027-05-16T16:00:00+09:00
depart_latest = "2027-05-16T16:30+09:00"
arrive_latest = 2027-05-16T23:00:00+09:00

[files]
network = "network.gpkg"
fleet = "fleet.toml"
timetable = "timetable.csv"
rules = "rules.toml"

[[roles]]
role = "advance"
number = "1"
formations = [{ from = "a", formation = "short" }]

[[roles]]
role = "principal"
number = "2"
formations = [
  { from = "a", formation = "short" },
  { from = "b", formation = "short" },
]

[[stops]]
place = "b"
dwell = "12 min"
reason = "water"
"""

TIMETABLE = """\
train,kind,length_m,zone,place,arrive,depart,track,source
101,passenger,200,Asia/Pyongyang,a,22:00:00,22:00:00,1,"synthetic, seed 5"
101,passenger,200,Asia/Pyongyang,b,22:30:00,22:35:00,2,"synthetic, seed 5"
101,passenger,200,Asia/Pyongyang,c,24:10:30,24:10:30,,"synthetic, seed 5"
2001,freight,450.5,Asia/Vladivostok,c,01:00:00,01:00:00,,"synthetic, seed 5"
2001,freight,450.5,Asia/Vladivostok,b,01:30:00,01:30:00,1,"synthetic, seed 5"
"""
