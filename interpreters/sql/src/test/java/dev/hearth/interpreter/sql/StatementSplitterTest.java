package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSplitterTest {
    private static List<String> split(String cell) {
        return StatementSplitter.split(cell).statements().stream()
                .map(Statement::text)
                .toList();
    }

    @Test
    void split_semicolons_separateStatements() {
        assertThat(split("SELECT 1; SELECT 2 ;\n\nSELECT 3")).containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    }

    @Test
    void split_emptyPieces_areNoStatements() {
        assertThat(split(";; SELECT 1;; ;")).containsExactly("SELECT 1");
        assertThat(split("")).isEmpty();
        assertThat(split(" \n\t ")).isEmpty();
    }

    @Test
    void split_onlyComments_areNoStatements() {
        assertThat(split("-- nothing; here\n/* nor; /* here */ ; */ ;")).isEmpty();
    }

    @Test
    void split_commentsAround_areLeftOut_thoseInsideStay() {
        assertThat(split("-- a\nSELECT /* b; */ 1 -- c;\n; /* d */ SELECT 2 /* e */"))
                .containsExactly("SELECT /* b; */ 1", "SELECT 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ';'",
                "SELECT 'it''s;'",
                "SELECT 'it\\'s;'",
                "SELECT \"a;b\"",
                "SELECT r'a\\' AS x",
                "SELECT R\"a;\\\" AS x",
                "SELECT `a;b`",
                "SELECT `a``;b`",
                "SELECT /*+ BROADCAST(t) ; */ 1",
                "SELECT /* ' */ 1",
                "SELECT 1 -- '\n + 1",
                "SELECT 1 -- carried on \\\n ; still the comment\n + 1",
                "SELECT $$a;b$$",
                "SELECT $tag$a;$$;b$tag$",
                "SELECT 'Jürgen; 🦔'",
                "SELECT '/*', ';', '*/'",
                "SELECT 5 - -3"
            })
    void split_oneStatement_staysWhole(String statement) {
        assertThat(split(statement + ";SELECT 2")).containsExactly(statement, "SELECT 2");
        assertThat(StatementSplitter.split(statement).open()).isFalse();
    }

    @Test
    void split_rawString_backslashDoesNotEscapeItsEnd() {
        assertThat(split("SELECT r'\\'; SELECT 2")).containsExactly("SELECT r'\\'", "SELECT 2");
        assertThat(split("SELECT '\\'; SELECT 2")).hasSize(1);
    }

    @Test
    void split_letterRAtAWordsEnd_beginsNoRawString() {
        assertThat(split("SELECT char'\\'; SELECT 2'")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN SELECT 1; SELECT 2; END",
                "BEGIN END",
                "BEGIN\n  BEGIN SELECT 1; END;\n  inner: BEGIN SELECT 2; END inner;\nEND",
                "outer: BEGIN SELECT 1; END outer",
                "`o;x`: BEGIN SELECT 1; END",
                "BEGIN IF a > 1 THEN SELECT 1; ELSE BEGIN SELECT 2; END; END IF; END",
                "BEGIN WHILE i < 3 DO SET i = i + 1; END WHILE; END",
                "BEGIN REPEAT SET i = 1; UNTIL i = 1 END REPEAT; SELECT repeat('a', 3); END",
                "BEGIN l: LOOP LEAVE l; END LOOP l; END",
                "BEGIN FOR r AS SELECT 1 DO SELECT 2; END FOR; END",
                "BEGIN CASE x WHEN 1 THEN SELECT 1; IF b THEN SELECT 3; END IF; ELSE SELECT 2; END CASE; END",
                "BEGIN SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END ELSE 3 END; SELECT 2; END",
                "BEGIN DECLARE EXIT HANDLER FOR NOT FOUND BEGIN SELECT 1; END; SELECT 2; END",
                "BEGIN SELECT t.end, t.begin FROM t; SELECT 'END;'; -- END;\n END",
                "BEGIN SELECT if(a, b, c), substring(s FROM 1 FOR 2); END",
                "begin select 1; end"
            })
    void split_script_isOneStatement(String script) {
        assertThat(split(script)).containsExactly(script);
        assertThat(split("SELECT 0;" + script + "; SELECT 9")).containsExactly("SELECT 0", script, "SELECT 9");
        assertThat(StatementSplitter.split(script).open()).isFalse();
    }

    @Test
    void split_wordsOfScriptsElsewhere_countForNothing() {
        assertThat(split("SELECT begin, end FROM t; SELECT CASE WHEN a THEN 1 END; SELECT 3"))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'abc",
                "SELECT \"abc",
                "SELECT `abc",
                "SELECT 1 /* abc",
                "SELECT /* a /* b */",
                "SELECT /*+ HINT",
                "SELECT 'abc\\'",
                "SELECT $$ abc",
                "BEGIN SELECT 1;",
                "BEGIN IF a THEN SELECT 1; END IF;",
                "BEGIN BEGIN SELECT 1; END;"
            })
    void open_textThatGoesOn_isOpen(String text) {
        assertThat(StatementSplitter.split(text).open()).isTrue();
    }

    @Test
    void split_startOfAStatement_isItsPlaceInTheCell() {
        String cell = "-- é🦔\nSELECT 1;\n  SELECT 2";
        for (Statement statement : StatementSplitter.split(cell).statements()) {
            assertThat(cell.substring(statement.start(), statement.end())).isEqualTo(statement.text());
        }
    }

    @Provide
    Arbitrary<String> statement() {
        Arbitrary<String> piece = Arbitraries.of(
                "SELECT",
                "x",
                "1",
                ",",
                "(",
                ")",
                "';'",
                "'a''b;'",
                "'\\';'",
                "r'\\'",
                "\"q;\"",
                "`b;``c`",
                "/* c; /* d; */ */",
                "/*+ h; */",
                "-- e;'\n",
                "CASE WHEN a THEN b END",
                "$$;$$",
                "ü🦔",
                "end",
                ".",
                "-",
                "/");
        return piece.list().ofMinSize(0).ofMaxSize(12).map(pieces -> "SELECT " + String.join(" ", pieces) + " z");
    }

    @Property(tries = 500)
    void split_joinedStatements_comeBack(@ForAll("statements") List<String> statements) {
        assertThat(split(String.join(" ; \n", statements))).isEqualTo(statements);
    }

    @Provide
    Arbitrary<List<String>> statements() {
        return statement().list().ofMaxSize(6);
    }

    @Property(tries = 1000)
    void tokens_anyText_coverItWithoutGaps(@ForAll("noise") String text) {
        StringBuilder joined = new StringBuilder();
        int at = 0;
        for (Token token : SqlLexer.tokens(text)) {
            assertThat(token.start()).isEqualTo(at);
            assertThat(token.end()).isGreaterThan(at);
            at = token.end();
            joined.append(token.text());
        }
        assertThat(joined.toString()).isEqualTo(text);
        StatementSplitter.split(text);
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings()
                .withChars("'\"`;-/*+$\\\n\r rR1aE.:🦔ü".toCharArray())
                .ofMaxLength(40);
    }
}
