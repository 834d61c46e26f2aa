"""Django's rules for passwords, with refusals that say what to do."""

from __future__ import annotations

from django.contrib.auth import password_validation


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Mật khẩu cần ít nhất {self.min_length} ký tự. Một câu ngắn dễ nhớ, có cả dấu cách, là mật khẩu tốt."


class UnlikeThePerson(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "Mật khẩu quá giống %(verbose_name)s của anh/chị. Chọn mật khẩu không suy ra được từ thông tin đó."


class Uncommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Mật khẩu này nằm trong danh sách hay bị đoán nhất. Chọn mật khẩu khác."


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "Mật khẩu chỉ có chữ số thì dễ bị dò. Thêm chữ hoặc dấu."
