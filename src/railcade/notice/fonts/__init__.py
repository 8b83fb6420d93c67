"""The shipped typefaces: IBM Plex (SIL Open Font License 1.1, `OFL.txt`), and how wide words are in them."""

from railcade.notice.fonts.faces import FACES, FOLDER, Face, font_face_css, text_width_em

__all__ = ["FACES", "FOLDER", "Face", "font_face_css", "text_width_em"]
