#!/usr/bin/env python3
"""check_layers.py accuses what it should and nothing else."""

import tempfile
import unittest
from pathlib import Path

from check_layers import Check, closure, code_lines, layers

LISTS = """# The layers
dsnspec_layer(base LIBS fmt::fmt)
dsnspec_layer(scenario USES base LIBS yaml-cpp)
dsnspec_layer(judge USES scenario)
dsnspec_layer(net USES base LIBS Boost::headers)
dsnspec_layer(cli USES judge net)
"""


class CheckLayers(unittest.TestCase):
    def problems(self, files, lists=LISTS):
        with tempfile.TemporaryDirectory() as folder:
            harness = Path(folder) / "harness"
            for name, text in {"CMakeLists.txt": lists, "base/ascii.hpp": "", "net/tls.hpp": "", **files}.items():
                (harness / name).parent.mkdir(parents=True, exist_ok=True)
                (harness / name).write_text(text, encoding="utf-8")
            return Check(folder).run()

    def assertAccused(self, files, *expected, lists=LISTS):
        problems = self.problems(files, lists)
        self.assertEqual(len(problems), len(expected), problems)
        for problem, text in zip(problems, expected):
            self.assertIn(text, problem)

    def test_reads_declarations(self):
        uses = layers(LISTS)
        self.assertEqual(uses, {"base": [], "scenario": ["base"], "judge": ["scenario"], "net": ["base"],
                                "cli": ["judge", "net"]})
        self.assertEqual(closure("judge", uses), {"judge", "scenario", "base"})

    def test_allows_what_is_declared(self):
        self.assertAccused({
            "judge/a.hpp": '#include "base/ascii.hpp"\n#include "judge/b.hpp"\n', "judge/b.hpp": "",
            "main.cpp": '#include "net/tls.hpp"\n',
            "net/a.cpp": "#include <boost/asio.hpp>\n#include <sys/socket.h>\n#include <thread>\n",
            "scenario/yaml_tree.cpp": "#include <yaml-cpp/yaml.h>\n",
            "test/judge/a_test.cpp": '#include "judge/a.hpp"\n#include <iostream>\n#include "sample.hpp"\n'
                                     '#include "support/x.hpp"\n#include "test/judge/sample.hpp"\n',
            "test/judge/sample.hpp": "", "test/support/x.hpp": '#include "base/ascii.hpp"\n'})

    def test_knows_layers_within_folders(self):
        lists = LISTS + "dsnspec_layer(target USES judge net)\ndsnspec_layer(target/reference USES net)\n"
        self.assertAccused({"target/a.cpp": '#include "judge/b.hpp"\n', "judge/b.hpp": "",
                            "target/reference/a.hpp": '#include "net/tls.hpp"\n',
                            "target/reference/b.cpp": '#include "target/reference/a.hpp"\n#include "judge/b.hpp"\n',
                            "test/target/reference/a_test.cpp": '#include "target/reference/a.hpp"\n#include "judge/b.hpp"\n'},
                           'target/reference/b.cpp:2: "judge/b.hpp": "target/reference" does not use "judge"',
                           'test/target/reference/a_test.cpp:2: "judge/b.hpp": "target/reference" does not use', lists=lists)

    def test_accuses_upward_includes(self):
        self.assertAccused({"base/a.hpp": '\n#include "net/tls.hpp"\n'},
                           'harness/base/a.hpp:2: "net/tls.hpp": "base" does not use "net"')
        self.assertAccused({"judge/a.cpp": '#  include   "net/tls.hpp"\n'}, '"judge" does not use "net"')
        self.assertAccused({"test/judge/a_test.cpp": '#include "net/tls.hpp"\n'}, '"judge" does not use "net"')

    def test_accuses_includes_of_another_form(self):
        self.assertAccused({"base/a.cpp": '#include "ascii.hpp"\n'}, "is not of the form")
        self.assertAccused({"base/a.cpp": '#include "../net/tls.hpp"\n'}, "is not of the form")
        self.assertAccused({"base/a.cpp": '#include "base/none.hpp"\n'}, "does not exist")
        self.assertAccused({"base/a.cpp": '#include "nowhere/a.hpp"\n'}, 'no layer "nowhere"')
        self.assertAccused({"test/base/a_test.cpp": '#include "none.hpp"\n'}, "is not of the form")

    def test_accuses_undeclared_folders_and_cycles(self):
        self.assertAccused({"extra/a.cpp": ""}, "harness/extra:1: this folder is no layer")
        self.assertAccused({}, '"base" uses "net"', lists=LISTS.replace("(base LIBS", "(base USES net LIBS"))

    def test_accuses_what_makes_verdicts_depend_on_the_moment(self):
        for text in ("#include <iostream>", "#include <thread>", "#include <locale>", "#include <ctime>",
                     "auto t = std::chrono::steady_clock::now();", "auto t = clock_of::system_clock :: now();",
                     'std::cout << "x";', 'setlocale(LC_ALL, "");', "#include <sys/socket.h>",
                     "#include <boost/asio/io_context.hpp>", "#include <openssl/ssl.h>", "#include <ldns/ldns.h>",
                     "#include <fstream>"):
            self.assertEqual(len(self.problems({"judge/a.cpp": text + "\n"})), 1, text)
        self.assertAccused({"scenario/a.cpp": "#include <yaml-cpp/yaml.h>\n"}, "yaml-cpp has one source file")
        self.assertAccused({"judge/a.cpp": "#include <CLI/CLI.hpp>\n"}, "CLI11 is for the command line")
        self.assertAccused({"cli/a.cpp": "#include <sys/socket.h>\n"}, "sockets are for the network")

    def test_passes_over_comments_and_texts(self):
        self.assertAccused({"judge/a.cpp": '// std::cout and steady_clock::now()\n/* #include "net/tls.hpp"\n'
                                           'std::thread */\nauto s = "std::cout \\" std::cerr";\n'})
        self.assertEqual([number for number, line in code_lines('a\n/* b\nc */ d\n"x//y" e') if line.strip()], [1, 3, 4])


if __name__ == "__main__":
    unittest.main()
