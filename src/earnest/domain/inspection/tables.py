"""Which plan stands in which cell of ISO 2859-1? The single sampling tables, as printed.

Made by bin/sampling_tables.py from docs/rules/sampling/; correct a cell there, not here. Where
each cell comes from, and which are disputed, is told in docs/rules/sampling.md. How the tables
are read is ``sampling``'s.

A cell is the acceptance number Ac, or an arrow with the letter to which it leads: ``v`` down,
``^`` up (``.`` where nothing is printed). The rejection number is Ac + 1; only the older reduced
table prints it beside.
"""

AQLS = """
0.010 0.015 0.025 0.040 0.065 0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10
15 25 40 65 100 150 250 400 650 1000
"""
"""Preferred AQLs: per cent up to 10, above it per 100 items only."""

CODE_LETTERS = """
     from       to    S-1  S-2  S-3  S-4    I   II  III
        2        8      A    A    A    A    A    A    B
        9       15      A    A    A    A    A    B    C
       16       25      A    A    B    B    B    C    D
       26       50      A    B    B    C    C    D    E
       51       90      B    B    C    C    C    E    F
       91      150      B    B    C    D    D    F    G
      151      280      B    C    D    E    E    G    H
      281      500      B    C    D    E    F    H    J
      501     1200      C    C    E    F    G    J    K
     1201     3200      C    D    E    G    H    K    L
     3201    10000      C    D    F    G    J    L    M
    10001    35000      C    D    F    H    K    M    N
    35001   150000      D    E    G    J    L    N    P
   150001   500000      D    E    G    J    M    P    Q
   500001        -      D    E    H    K    N    Q    R
"""
"""Letters by lot range ("-": no end) and level."""

SIZES = """
letter normal reduced
A           2       2
B           3       2
C           5       2
D           8       3
E          13       5
F          20       8
G          32      13
H          50      20
J          80      32
K         125      50
L         200      80
M         315     125
N         500     200
P         800     315
Q        1250     500
R        2000     800
S        3150       -
"""
"""Sample sizes by letter; S exists in tightened inspection only."""

NORMAL = """
  0.010 0.015 0.025 0.040 0.065  0.10  0.15  0.25  0.40  0.65   1.0   1.5   2.5
A    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD    vC
B    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD    vC
C    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD     0
D    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE     0    ^C
E    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF     0    ^D    vF
F    vQ    vP    vN    vM    vL    vK    vJ    vH    vG     0    ^E    vG     1
G    vQ    vP    vN    vM    vL    vK    vJ    vH     0    ^F    vH     1     2
H    vQ    vP    vN    vM    vL    vK    vJ     0    ^G    vJ     1     2     3
J    vQ    vP    vN    vM    vL    vK     0    ^H    vK     1     2     3     5
K    vQ    vP    vN    vM    vL     0    ^J    vL     1     2     3     5     7
L    vQ    vP    vN    vM     0    ^K    vM     1     2     3     5     7    10
M    vQ    vP    vN     0    ^L    vN     1     2     3     5     7    10    14
N    vQ    vP     0    ^M    vP     1     2     3     5     7    10    14    21
P    vQ     0    ^N    vQ     1     2     3     5     7    10    14    21    ^N
Q     0    ^P    vR     1     2     3     5     7    10    14    21    ^P    ^N
R    ^Q    ^P     1     2     3     5     7    10    14    21    ^Q    ^P    ^N
    4.0   6.5    10    15    25    40    65   100   150   250   400   650  1000
A    vB     0    vC    vB     1     2     3     5     7    10    14    21    30
B     0    ^A    vC     1     2     3     5     7    10    14    21    30    44
C    ^B    vD     1     2     3     5     7    10    14    21    30    44    ^B
D    vE     1     2     3     5     7    10    14    21    30    44    ^C    ^B
E     1     2     3     5     7    10    14    21    30    44    ^D    ^C    ^B
F     2     3     5     7    10    14    21    ^E    ^E    ^E    ^D    ^C    ^B
G     3     5     7    10    14    21    ^F    ^E    ^E    ^E    ^D    ^C    ^B
H     5     7    10    14    21    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
J     7    10    14    21    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
K    10    14    21    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
L    14    21    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
M    21    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
N    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
P    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
Q    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
R    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
"""
"""Acceptance numbers of normal inspection, by letter and AQL."""

TIGHTENED = """
  0.010 0.015 0.025 0.040 0.065  0.10  0.15  0.25  0.40  0.65   1.0   1.5   2.5
A    vR    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD
B    vR    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD
C    vR    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD
D    vR    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE     0
E    vR    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF     0    vG
F    vR    vQ    vP    vN    vM    vL    vK    vJ    vH    vG     0    vH    vG
G    vR    vQ    vP    vN    vM    vL    vK    vJ    vH     0    vJ    vH     1
H    vR    vQ    vP    vN    vM    vL    vK    vJ     0    vK    vJ     1     2
J    vR    vQ    vP    vN    vM    vL    vK     0    vL    vK     1     2     3
K    vR    vQ    vP    vN    vM    vL     0    vM    vL     1     2     3     5
L    vR    vQ    vP    vN    vM     0    vN    vM     1     2     3     5     8
M    vR    vQ    vP    vN     0    vP    vN     1     2     3     5     8    12
N    vR    vQ    vP     0    vQ    vP     1     2     3     5     8    12    18
P    vR    vQ     0    vR    vQ     1     2     3     5     8    12    18    ^N
Q    vR     0    vS    vR     1     2     3     5     8    12    18    ^P    ^N
R     0    ^Q    vS     1     2     3     5     8    12    18    ^Q    ^P    ^N
S     .     .     1     .     .     .     .     .     .     .     .     .     .
    4.0   6.5    10    15    25    40    65   100   150   250   400   650  1000
A    vC    vB    vD    vC    vB     1     2     3     5     8    12    18    27
B    vC     0    vD    vC     1     2     3     5     8    12    18    27    41
C     0    vE    vD     1     2     3     5     8    12    18    27    41    ^B
D    vF    vE     1     2     3     5     8    12    18    27    41    ^C    ^B
E    vF     1     2     3     5     8    12    18    27    41    ^D    ^C    ^B
F     1     2     3     5     8    12    18    ^E    ^E    ^E    ^D    ^C    ^B
G     2     3     5     8    12    18    ^F    ^E    ^E    ^E    ^D    ^C    ^B
H     3     5     8    12    18    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
J     5     8    12    18    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
K     8    12    18    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
L    12    18    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
M    18    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
N    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
P    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
Q    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
R    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
S     .     .     .     .     .     .     .     .     .     .     .     .     .
"""
"""Acceptance numbers of tightened inspection, by letter and AQL."""

REDUCED = """
  0.010 0.015 0.025 0.040 0.065  0.10  0.15  0.25  0.40  0.65   1.0   1.5   2.5
A    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD    vC
B    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD    vC
C    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD     0
D    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE     0    ^C
E    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF     0    ^D    vG
F    vQ    vP    vN    vM    vL    vK    vJ    vH    vG     0    ^E    vH    vG
G    vQ    vP    vN    vM    vL    vK    vJ    vH     0    ^F    vJ    vH     1
H    vQ    vP    vN    vM    vL    vK    vJ     0    ^G    vK    vJ     1     2
J    vQ    vP    vN    vM    vL    vK     0    ^H    vL    vK     1     2     3
K    vQ    vP    vN    vM    vL     0    ^J    vM    vL     1     2     3     5
L    vQ    vP    vN    vM     0    ^K    vN    vM     1     2     3     5     6
M    vQ    vP    vN     0    ^L    vP    vN     1     2     3     5     6     8
N    vQ    vP     0    ^M    vQ    vP     1     2     3     5     6     8    10
P    vQ     0    ^N    vR    vQ     1     2     3     5     6     8    10    ^N
Q     0    ^P    ^N    vR     1     2     3     5     6     8    10    ^P    ^N
R    ^Q    ^P    ^N     1     2     3     5     6     8    10    ^Q    ^P    ^N
    4.0   6.5    10    15    25    40    65   100   150   250   400   650  1000
A    vB     0    vD    vC     1     2     3     5     7    10    14    21    30
B     0    ^A    vD    vC     1     2     3     5     7    10    14    21    30
C    ^B    vE    vD     1     2     3     5     6     8    10    14    21    ^B
D    vF    vE     1     2     3     5     6     8    10    14    21    ^C    ^B
E    vF     1     2     3     5     6     8    10    14    21    ^D    ^C    ^B
F     1     2     3     5     6     8    10    ^E    ^E    ^E    ^D    ^C    ^B
G     2     3     5     6     8    10    ^F    ^E    ^E    ^E    ^D    ^C    ^B
H     3     5     6     8    10    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
J     5     6     8    10    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
K     6     8    10    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
L     8    10    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
M    10    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
N    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
P    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
Q    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
R    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
"""
"""Acceptance numbers of reduced inspection, by letter and AQL."""

REDUCED_MILSTD105E = """
  0.010 0.015 0.025 0.040 0.065  0.10  0.15  0.25  0.40  0.65   1.0   1.5   2.5
A    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD    vC
B    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD    vC
C    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE    vD   0/1
D    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF    vE   0/1    ^C
E    vQ    vP    vN    vM    vL    vK    vJ    vH    vG    vF   0/1    ^D    vF
F    vQ    vP    vN    vM    vL    vK    vJ    vH    vG   0/1    ^E    vG   0/2
G    vQ    vP    vN    vM    vL    vK    vJ    vH   0/1    ^F    vH   0/2   1/3
H    vQ    vP    vN    vM    vL    vK    vJ   0/1    ^G    vJ   0/2   1/3   1/4
J    vQ    vP    vN    vM    vL    vK   0/1    ^H    vK   0/2   1/3   1/4   2/5
K    vQ    vP    vN    vM    vL   0/1    ^J    vL   0/2   1/3   1/4   2/5   3/6
L    vQ    vP    vN    vM   0/1    ^K    vM   0/2   1/3   1/4   2/5   3/6   5/8
M    vQ    vP    vN   0/1    ^L    vN   0/2   1/3   1/4   2/5   3/6   5/8  7/10
N    vQ    vP   0/1    ^M    vP   0/2   1/3   1/4   2/5   3/6   5/8  7/10 10/13
P    vQ   0/1    ^N    vQ   0/2   1/3   1/4   2/5   3/6   5/8  7/10 10/13    ^N
Q   0/1    ^P    vR   0/2   1/3   1/4   2/5   3/6   5/8  7/10 10/13    ^P    ^N
R    ^Q    ^P   0/2   1/3   1/4   2/5   3/6   5/8  7/10 10/13    ^Q    ^P    ^N
    4.0   6.5    10    15    25    40    65   100   150   250   400   650  1000
A    vB   0/1    vC    vB   1/2   2/3   3/4   5/6   7/8 10/11 14/15 21/22 30/31
B   0/1    ^A    vC   0/2   1/3   2/4   3/5   5/6   7/8 10/11 14/15 21/22 30/31
C    ^B    vD   0/2   1/3   1/4   2/5   3/6   5/8  7/10 10/13 14/17 21/24    ^B
D    vE   0/2   1/3   1/4   2/5   3/6   5/8  7/10 10/13 14/17 21/24    ^C    ^B
E   0/2   1/3   1/4   2/5   3/6   5/8  7/10 10/13 14/17 21/24    ^D    ^C    ^B
F   1/3   1/4   2/5   3/6   5/8  7/10 10/13    ^E    ^E    ^E    ^D    ^C    ^B
G   1/4   2/5   3/6   5/8  7/10 10/13    ^F    ^E    ^E    ^E    ^D    ^C    ^B
H   2/5   3/6   5/8  7/10 10/13    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
J   3/6   5/8  7/10 10/13    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
K   5/8  7/10 10/13    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
L  7/10 10/13    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
M 10/13    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
N    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
P    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
Q    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
R    ^M    ^L    ^K    ^J    ^H    ^G    ^F    ^E    ^E    ^E    ^D    ^C    ^B
"""
"""Acceptance / rejection numbers of reduced inspection in MIL-STD-105E."""

DISPUTED = """
normal L 0.15
tightened A 10
reduced C 65
reduced D 40
reduced E 25
reduced F 15
reduced G 10
reduced H 6.5
reduced J 4.0
reduced K 2.5
reduced L 1.5
reduced M 1.0
reduced N 0.65
reduced P 0.40
reduced Q 0.25
reduced R 0.15
"""
"""Cells in which the transcriptions differ."""
